package dev.meshfuse.testing.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/** One answer that no proxy should give. */
final class WrongAnswer {
    private static final int BINARY_BYTES = 64 * 1024;
    private static final int BOMB_LINES = 2_200_000;
    private static final long DRIP_MILLIS = 10;
    private static final Buffer FILLER = filler();

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    WrongAnswer(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    void send(Misbehaviour wrong, Buffer realBody) {
        switch (wrong) {
            case Misbehaviour.Html html ->
                    ScrapeHandler.send(
                            response,
                            "text/html",
                            Buffer.buffer("<!doctype html>\n<title>Sign in</title>\n"));
            case Misbehaviour.Nothing nothing ->
                    ScrapeHandler.send(response, ScrapeHandler.CONTENT_TYPE, Buffer.buffer());
            case Misbehaviour.Endless endless -> startChunked().pour(endless.bytes());
            case Misbehaviour.Binary binary ->
                    ScrapeHandler.send(response, ScrapeHandler.CONTENT_TYPE, binary());
            case Misbehaviour.Status status ->
                    ScrapeHandler.send(
                            response.setStatusCode(status.code()),
                            "text/plain",
                            Buffer.buffer("no\n"));
            case Misbehaviour.Hang hang -> {
                // The request stays open until the client gives up or the mesh closes.
            }
            case Misbehaviour.Truncated truncated -> startChunked().cutOff(realBody);
            case Misbehaviour.Redirect redirect ->
                    response.setStatusCode(302).putHeader("location", redirect.url()).end();
            case Misbehaviour.Encoded encoded -> encode(encoded, realBody.getBytes());
            case Misbehaviour.OtherLength other -> otherLength(realBody, other.more());
            case Misbehaviour.Drip drip -> startChunked().drip(0);
            case Misbehaviour.Rewritten rewritten ->
                    ScrapeHandler.send(
                            response,
                            ScrapeHandler.CONTENT_TYPE,
                            Buffer.buffer(rewritten.how().apply(realBody.toString(US_ASCII))));
        }
    }

    private void encode(Misbehaviour.Encoded wrong, byte[] realBody) {
        boolean bomb = wrong.how() == Misbehaviour.Encoded.How.BOMB;
        byte[] plain = bomb ? "filler_total 1\n".repeat(BOMB_LINES).getBytes(US_ASCII) : realBody;
        byte[] sent =
                wrong.encoding().equals("zstd") ? Encodings.zstd(plain) : Encodings.gzip(plain);
        switch (wrong.how()) {
            case TRUNCATED -> sent = Arrays.copyOf(sent, sent.length - 7);
            case CORRUPT -> sent[sent.length / 2] ^= 0x55;
            case BOMB -> {
                // right in every byte
            }
        }
        response.putHeader("content-encoding", wrong.encoding());
        ScrapeHandler.send(response, ScrapeHandler.CONTENT_TYPE, Buffer.buffer(sent));
    }

    private void otherLength(Buffer body, int more) {
        response.putHeader("content-type", ScrapeHandler.CONTENT_TYPE)
                .putHeader("content-length", String.valueOf(body.length() + more))
                .write(body)
                .onComplete(written -> request.connection().close());
    }

    private void drip(int lines) {
        if (!response.closed()) {
            response.write("drop_total{line=\"" + lines + "\"} 1\n")
                    .onSuccess(written ->
                            Objects.requireNonNull(Vertx.currentContext())
                                    .owner()
                                    .setTimer(DRIP_MILLIS, id -> drip(lines + 1)));
        }
    }

    private WrongAnswer startChunked() {
        response.putHeader("content-type", ScrapeHandler.CONTENT_TYPE).setChunked(true);
        return this;
    }

    /** Writes until the client's window is full, then goes on when it has room again. */
    private void pour(long left) {
        long remaining = left;
        while (remaining > 0) {
            if (response.ended() || response.closed()) {
                return;
            }
            if (response.writeQueueFull()) {
                long later = remaining;
                response.drainHandler(drained -> pour(later));
                return;
            }
            int length = (int) Math.min(remaining, FILLER.length());
            response.write(FILLER.slice(0, length));
            remaining -= length;
        }
        response.end();
    }

    /** Closing before the last chunk is what tells a client that something is missing. */
    private void cutOff(Buffer body) {
        int length = Math.max(1, body.length() * 2 / 3);
        while (length > 1 && body.getByte(length - 1) == '\n') {
            length--;
        }
        response.write(body.getBuffer(0, length))
                .onComplete(written -> request.connection().close());
    }

    private static Buffer binary() {
        byte[] bytes = new byte[BINARY_BYTES];
        new SplittableRandom(1).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    private static Buffer filler() {
        StringBuilder text = new StringBuilder("# TYPE filler_total counter\n");
        for (int i = 0; i < 1000; i++) {
            text.append("filler_total{line=\"").append(i).append("\"} ").append(i).append('\n');
        }
        return Buffer.buffer(text.toString().getBytes(US_ASCII));
    }
}
