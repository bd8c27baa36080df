package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ScrapeFailure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One answer of HTTP/1.1 as Netty's codec reads it, and what is demanded of it beyond HTTP's rules.
 *
 * <p>A body that says neither its length nor its end is refused: nothing would tell whether it was
 * cut off. The answer is done when its last piece was read and nothing came behind it.
 */
final class Answer {
    /** Envoy's heads are below 1 kB; this is what most servers allow of a request. */
    static final int MAX_HEAD_BYTES = 16 * 1024;

    /** "Continue" and the like, which nobody asked for; some servers send one. */
    private static final int MAX_INTERIM_HEADS = 10;

    /** Takes an answer. */
    interface Sink extends Piece {
        /** The head is complete. */
        void head(HttpResponse head) throws AnswerFault;
    }

    private final Sink sink;
    private final byte[] scratch;
    private @Nullable HttpResponse head;
    private int interimHeads;
    private boolean interim;
    private boolean begun;
    private boolean ended;

    /**
     * @param scratch where bytes are put that are outside of the heap
     */
    Answer(Sink sink, byte[] scratch) {
        this.sink = sink;
        this.scratch = scratch;
    }

    /** Reads the answers of one connection; a piece of a body is handed on as it was received. */
    static HttpClientCodec codec() {
        return new HttpClientCodec(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_HEAD_BYTES)
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setMaxChunkSize(ProxyConnection.MOST_BYTES_OF_A_READ),
                false,
                false);
    }

    /** The answer has begun. */
    boolean hasBegun() {
        return begun;
    }

    /** Its last piece was read; what comes now does not belong to it. */
    boolean hasEnded() {
        return ended;
    }

    /** Another request may be sent over the connection. */
    boolean keepsAlive() {
        return ended && head != null && HttpUtil.isKeepAlive(head);
    }

    /** Takes the next message of the codec, whose bytes stay the caller's. */
    void feed(HttpObject part) throws AnswerFault {
        begun = true;
        if (ended) {
            throw AnswerFault.malformed("the body is longer than it says");
        }
        if (part.decoderResult().isFailure()) {
            throw unreadable(part.decoderResult().cause());
        }
        if (part instanceof HttpResponse response) {
            begin(response);
        }
        if (part instanceof HttpContent piece && !interim) {
            hand(piece.content());
            ended = piece instanceof LastHttpContent;
        }
    }

    private void begin(HttpResponse response) throws AnswerFault {
        HttpVersion version = response.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            throw AnswerFault.malformed("not an answer of HTTP/1");
        }
        interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim) {
            head = response;
            sink.head(response);
            demandLength(response);
        } else if (++interimHeads > MAX_INTERIM_HEADS || response.status().code() == 101) {
            throw AnswerFault.malformed("heads that were not asked for, and no answer");
        }
    }

    private static void demandLength(HttpResponse response) throws AnswerFault {
        String encoding =
                String.join(", ", response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("chunked")) {
            throw AnswerFault.malformed("a transfer encoding that was not asked for");
        }
        if (encoding.isEmpty() && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw AnswerFault.malformed("a body that says neither its length nor its end");
        }
    }

    private void hand(ByteBuf bytes) throws AnswerFault {
        while (bytes.isReadable()) {
            int length = Math.min(bytes.readableBytes(), scratch.length);
            bytes.readBytes(scratch, 0, length);
            sink.take(scratch, 0, length);
        }
    }

    private static AnswerFault unreadable(Throwable cause) {
        return switch (cause) {
            case TooLongFrameException e ->
                    AnswerFault.malformed("a head of more than " + MAX_HEAD_BYTES + " bytes");
            case PrematureChannelClosureException e ->
                    AnswerFault.cutOff("the connection was closed");
            default ->
                    new AnswerFault(
                            ScrapeFailure.Kind.MALFORMED,
                            "not an answer of HTTP/1: "
                                    + Shown.of(String.valueOf(cause.getMessage())));
        };
    }
}
