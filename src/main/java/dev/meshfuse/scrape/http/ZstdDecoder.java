package dev.meshfuse.scrape.http;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Inflates Zstandard (RFC 8878): one frame or several in a row. */
final class ZstdDecoder implements ContentDecoder {
    /** 8 MB, what a sender may ask of any receiver; RFC 9659, section 3. */
    private static final int MAX_WINDOW_LOG = 23;

    private final Piece sink;
    private final Feed feed = new Feed();
    private final ZstdInputStreamNoFinalizer inflated;
    private final byte[] out = new byte[PIECE_BYTES];
    private boolean empty = true;

    ZstdDecoder(Piece sink) {
        this.sink = sink;
        try {
            // continuous: what is missing may come with the next piece
            this.inflated =
                    new ZstdInputStreamNoFinalizer(feed, RecyclingBufferPool.INSTANCE)
                            .setLongMax(MAX_WINDOW_LOG)
                            .setContinuous(true);
        } catch (IOException e) {
            throw new UncheckedIOException("zstd cannot begin", e);
        }
    }

    @Override
    public void feed(byte[] bytes, int from, int to) throws AnswerFault {
        empty &= from == to;
        feed.give(bytes, from, to);
        int length = read();
        while (length > 0) {
            sink.take(out, 0, length);
            length = read();
        }
    }

    private int read() throws AnswerFault {
        try {
            return inflated.read(out, 0, out.length);
        } catch (IOException e) {
            throw AnswerFault.malformed("corrupt zstd: " + e.getMessage());
        }
    }

    @Override
    public void end() throws AnswerFault {
        inflated.setContinuous(false);
        try {
            if (empty || inflated.read(out, 0, out.length) >= 0) {
                throw AnswerFault.cutOff("the zstd is not complete");
            }
        } catch (IOException e) {
            throw AnswerFault.cutOff("the zstd is not complete");
        }
    }

    @Override
    public void close() {
        try {
            inflated.close();
        } catch (IOException e) {
            throw new UncheckedIOException("zstd cannot end", e);
        }
    }

    /** What arrived and was not taken yet. */
    private static final class Feed extends InputStream {
        private byte[] bytes = new byte[0];
        private int at;
        private int end;

        void give(byte[] piece, int from, int to) {
            bytes = piece;
            at = from;
            end = to;
        }

        @Override
        public int available() {
            return end - at;
        }

        @Override
        public int read() {
            return at < end ? bytes[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int most) {
            int length = Math.min(most, end - at);
            if (length <= 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, offset, length);
            at += length;
            return length;
        }
    }
}
