package dev.meshfuse.scrape.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer of HTTP/1.1 as it arrives (RFC 9112), and hands its body on without a copy.
 *
 * <pre>
 * STATUS ─▶ HEADERS ─▶ COUNTED ──────────────────────────────▶ DONE
 *    ▲         │  └──▶ CHUNK_SIZE ─▶ COUNTED ─▶ CHUNK_END       ▲
 *    └── 1xx ──┘           ▲   │                    │           │
 *                          └───┼────────────────────┘           │
 *                              └──▶ TRAILERS ───────────────────┘
 * </pre>
 *
 * A body that says neither its length nor its end is refused: nothing would tell whether it was cut
 * off.
 */
final class Answer {
    /** Envoy's heads are below 1 kB; this is what most servers allow of a request. */
    static final int MAX_HEAD_BYTES = 16 * 1024;

    /** Takes an answer. */
    interface Sink extends Piece {
        /** The head is complete. */
        void head(AnswerHead head) throws AnswerFault;
    }

    private enum State {
        STATUS,
        HEADERS,
        CHUNK_SIZE,
        COUNTED,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private State state = State.STATUS;
    private @Nullable AnswerHead head;
    private int headBytes;
    private boolean chunked;
    private long left;

    Answer(Sink sink) {
        this.sink = sink;
    }

    /** The answer has begun. */
    boolean hasBegun() {
        return headBytes > 0;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Another request may be sent over the connection. */
    boolean keepsAlive() {
        return isDone() && head != null && head.keepsAlive();
    }

    /** Reads what has arrived. */
    void feed(byte[] bytes, int from, int to) throws AnswerFault {
        int at = from;
        while (at < to) {
            at =
                    switch (state) {
                        case COUNTED -> counted(bytes, at, to);
                        case STATUS, HEADERS, CHUNK_SIZE, CHUNK_END, TRAILERS ->
                                line(bytes, at, to);
                        case DONE -> throw AnswerFault.malformed("the body is longer than it says");
                    };
        }
    }

    private int counted(byte[] bytes, int from, int to) throws AnswerFault {
        int end = (int) Math.min(to, from + left);
        sink.take(bytes, from, end);
        left -= end - from;
        if (left == 0) {
            state = chunked ? State.CHUNK_END : State.DONE;
        }
        return end;
    }

    private int line(byte[] bytes, int from, int to) throws AnswerFault {
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        headBytes += end - from + 1;
        if (headBytes > MAX_HEAD_BYTES) {
            throw AnswerFault.malformed("a head of more than " + MAX_HEAD_BYTES + " bytes");
        }
        line.write(bytes, from, end - from);
        if (end == to) {
            return to;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        ended(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        return end + 1;
    }

    private void ended(String text) throws AnswerFault {
        switch (state) {
            case STATUS -> {
                head = AnswerHead.of(text);
                state = State.HEADERS;
            }
            case HEADERS -> header(text);
            case CHUNK_SIZE -> chunk(text);
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw AnswerFault.malformed("a chunk is longer than it says");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILERS -> state = text.isEmpty() ? State.DONE : State.TRAILERS;
            case COUNTED, DONE -> throw new IllegalStateException("no line ends in a body");
        }
    }

    private void header(String text) throws AnswerFault {
        if (head == null) {
            throw new IllegalStateException("headers before a status");
        }
        if (!text.isEmpty()) {
            head.add(text);
        } else if (head.status() < 200) { // "Continue" and the like; the answer follows
            state = State.STATUS;
        } else {
            begin(head);
        }
    }

    private void begin(AnswerHead complete) throws AnswerFault {
        sink.head(complete);
        if (complete.hasOtherTransferEncoding()) {
            throw AnswerFault.malformed("a transfer encoding that was not asked for");
        }
        chunked = complete.isChunked();
        left = chunked ? 0 : complete.length();
        if (left < 0) {
            throw AnswerFault.malformed("a body that says neither its length nor its end");
        }
        state = chunked ? State.CHUNK_SIZE : left == 0 ? State.DONE : State.COUNTED;
    }

    private void chunk(String text) throws AnswerFault {
        int extension = text.indexOf(';');
        String size = (extension < 0 ? text : text.substring(0, extension)).strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw AnswerFault.malformed("a chunk without a size");
        }
        left = Long.parseLong(size, 16);
        headBytes = 1; // of each chunk, and of the trailers
        state = left == 0 ? State.TRAILERS : State.COUNTED;
    }
}
