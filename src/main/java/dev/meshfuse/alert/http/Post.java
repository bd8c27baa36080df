package dev.meshfuse.alert.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Posts one body and says what came of it; there is one deadline for all of it. */
final class Post {
    /** An answer that is longer is not read on; only its beginning is told. */
    private static final int MAX_BYTES = 16 * 1024;

    /** Of an answer, in a log; in characters. */
    private static final int TOLD = 300;

    /**
     * What came of it.
     *
     * @param reason one sentence for people; empty where all is well
     */
    record Result(Outcome outcome, String reason) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration patience;

    Post(Vertx vertx, HttpClient client, Duration patience) {
        this.vertx = vertx;
        this.client = client;
        this.patience = patience;
    }

    /**
     * Posts JSON. The result never fails.
     *
     * @param token sent as a bearer token, to this address and nowhere else
     */
    Future<Result> send(URI url, Buffer json, Optional<String> token) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(url.toString())
                        .setFollowRedirects(false)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Accept", "application/json")
                        .putHeader("User-Agent", "Meshfuse");
        token.ifPresent(value -> options.putHeader("Authorization", "Bearer " + value));
        Promise<Result> promise = Promise.promise();
        AtomicBoolean connected = new AtomicBoolean();
        long timer =
                vertx.setTimer(
                        patience.toMillis(),
                        id ->
                                promise.tryComplete(
                                        new Result(
                                                Outcome.TIMEOUT,
                                                "no answer within %d s"
                                                        .formatted(patience.toSeconds()))));
        client.request(options)
                .compose(request -> {
                    connected.set(true);
                    promise.future().onComplete(done -> request.reset());
                    return request.send(json);
                })
                .compose(Post::read)
                .onSuccess(promise::tryComplete)
                .onFailure(e ->
                        promise.tryComplete(
                                new Result(
                                        connected.get() ? Outcome.FAILED : Outcome.UNREACHABLE,
                                        String.valueOf(e.getMessage()))))
                .onComplete(done -> vertx.cancelTimer(timer));
        return promise.future();
    }

    private static Future<Result> read(HttpClientResponse response) {
        Promise<Result> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            body.appendBuffer(piece);
            if (body.length() > MAX_BYTES) {
                promise.tryComplete(result(response, body));
            }
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(end -> promise.tryComplete(result(response, body)));
        return promise.future();
    }

    private static Result result(HttpClientResponse response, Buffer body) {
        Outcome outcome = Outcome.of(response.statusCode());
        if (outcome == Outcome.SENT) {
            return new Result(outcome, "");
        }
        String text = body.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return new Result(
                outcome,
                "HTTP status %d %s"
                        .formatted(
                                response.statusCode(),
                                text.substring(0, Math.min(TOLD, text.length())))
                        .strip());
    }
}
