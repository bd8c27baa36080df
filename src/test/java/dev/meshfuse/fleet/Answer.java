package dev.meshfuse.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * A body on its way to a reader, in chunks as Envoy sends it. Nothing of it is kept: a piece is
 * rendered when the connection takes more, and again if it took only a part.
 */
final class Answer {
    private static final byte[] HEAD =
            String.join(
                            "\r\n",
                            "HTTP/1.1 200 OK",
                            "content-type: text/plain; version=0.0.4; charset=utf-8",
                            "transfer-encoding: chunked",
                            "server: envoy",
                            "",
                            "")
                    .getBytes(US_ASCII);
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

    private final List<BodyTemplate.Piece> pieces;
    private final int pod;
    private final int services;
    private final long grownMillis;
    private final long upSeconds;

    /** The next piece; -1 is the head, and the number of pieces the end. */
    private int next = -1;

    private int sentOfNext;

    Answer(
            List<BodyTemplate.Piece> pieces,
            int pod,
            int services,
            long grownMillis,
            long upSeconds) {
        this.pieces = pieces;
        this.pod = pod;
        this.services = services;
        this.grownMillis = grownMillis;
        this.upSeconds = upSeconds;
    }

    /** Length of the body. */
    long length() {
        return BodyTemplate.length(pieces);
    }

    /**
     * Writes as much as the connection takes.
     *
     * @param rendered space for the longest piece
     * @param buffer space for it and the marks of a chunk
     * @return whether that was all
     */
    boolean writeTo(SocketChannel channel, byte[] rendered, ByteBuffer buffer) throws IOException {
        while (next <= pieces.size()) {
            buffer.clear();
            fill(rendered, buffer);
            buffer.flip().position(sentOfNext);
            channel.write(buffer);
            if (buffer.hasRemaining()) {
                sentOfNext = buffer.position();
                return false;
            }
            sentOfNext = 0;
            next++;
        }
        return true;
    }

    private void fill(byte[] rendered, ByteBuffer buffer) {
        if (next < 0) {
            buffer.put(HEAD);
        } else if (next == pieces.size()) {
            buffer.put(LAST);
        } else {
            BodyTemplate.Piece piece = pieces.get(next);
            int length = piece.length();
            BodyTemplate.render(piece, pod, services, grownMillis, upSeconds, rendered);
            buffer.put(Integer.toHexString(length).getBytes(US_ASCII)).put(LINE_END);
            buffer.put(rendered, 0, length).put(LINE_END);
        }
    }
}
