package dev.meshfuse.scrape.http;

import java.util.Locale;

/**
 * Turns the body that was sent into the body that was meant, piece by piece. What it gives at a
 * time is bounded, so the body may become as large as it likes: whoever takes it can stop it.
 */
interface ContentDecoder extends AutoCloseable {
    /**
     * What is asked for; zstd is preferred, as its format is made for fast inflation (RFC 8878).
     */
    String ACCEPTED = "zstd, gzip;q=0.5";

    /** Most bytes given at a time. */
    int PIECE_BYTES = 32 * 1024;

    /** Decodes the next piece. */
    void feed(byte[] bytes, int from, int to) throws AnswerFault;

    /** The body has ended. */
    void end() throws AnswerFault;

    /** Gives back memory that no collector knows of. */
    @Override
    void close();

    /** The decoder of a content encoding, RFC 9110, section 8.4. */
    static ContentDecoder of(String encoding, Piece sink) throws AnswerFault {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "", "identity" -> new Plain(sink);
            case "gzip", "x-gzip" -> new GzipDecoder(sink);
            case "zstd" -> new ZstdDecoder(sink);
            default ->
                    throw AnswerFault.malformed(
                            "a content encoding that was not asked for: " + Shown.of(encoding));
        };
    }

    /** Nothing is encoded. */
    record Plain(Piece sink) implements ContentDecoder {
        @Override
        public void feed(byte[] bytes, int from, int to) throws AnswerFault {
            sink.take(bytes, from, to);
        }

        @Override
        public void end() {
            // the connection tells
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
