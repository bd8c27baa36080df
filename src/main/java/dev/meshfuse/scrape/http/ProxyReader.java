package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Reads one body at a time from a proxy, streaming: what is in memory is a piece of it and the
 * series kept.
 */
final class ProxyReader {
    /**
     * The text format only: on port 15020 an application's OpenMetrics answer would rename the type
     * of the whole.
     */
    private static final String ACCEPT = "text/plain;version=0.0.4";

    /** What became of a scrape. */
    sealed interface Result {
        /** The body was read to its end. */
        record Read(ReadingBuilder.Body.Understood body, long bytes) implements Result {}

        /** It was not. */
        record Failed(ScrapeFailure failure) implements Result {}
    }

    private final HttpClient client;
    private final Vertx vertx;
    private final Duration timeout;
    private final long maxBytes;

    ProxyReader(Vertx vertx, Duration timeout, long maxBytes) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.client =
                vertx.httpClientBuilder()
                        .with(
                                new HttpClientOptions()
                                        .setConnectTimeout(Math.toIntExact(timeout.toMillis()))
                                        .setKeepAlive(true)
                                        .setKeepAliveTimeout(60)
                                        .setMaxHeaderSize(16 * 1024))
                        // The request fails too and tells; without a handler Vert.x logs it.
                        .withConnectHandler(connection -> connection.exceptionHandler(e -> {}))
                        .build();
    }

    /** Reads a target; the future never fails. */
    Future<Result> read(Target target) {
        Promise<Result> result = Promise.promise();
        long deadline =
                vertx.setTimer(
                        timeout.toMillis(),
                        id ->
                                result.tryComplete(
                                        failed(
                                                Kind.TIMEOUT,
                                                "no complete answer within "
                                                        + timeout.toMillis()
                                                        + " ms")));
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(target.endpoints().getFirst().toString())
                        .setFollowRedirects(false)
                        .putHeader("Accept", ACCEPT);
        client.request(options)
                .onSuccess(request -> {
                    result.future()
                            .onComplete(done -> {
                                if (!(done.result() instanceof Result.Read)) {
                                    request.reset(); // gives the connection up where the answer is
                                    // not wanted any more
                                }
                            });
                    request.exceptionHandler(e -> result.tryComplete(failed(e)));
                    request.response()
                            .onSuccess(response -> receive(target, response, result))
                            .onFailure(e -> result.tryComplete(failed(e)));
                    request.end();
                })
                .onFailure(e -> result.tryComplete(failed(e)));
        return result.future().onComplete(done -> vertx.cancelTimer(deadline));
    }

    void close() {
        client.close();
    }

    private void receive(Target target, HttpClientResponse response, Promise<Result> result) {
        // Also where the answer is not wanted: Vert.x logs the reset of a response nobody handles.
        response.exceptionHandler(
                e -> result.tryComplete(failed(Kind.TRUNCATED, "cut off: " + e.getMessage())));
        if (response.statusCode() != 200) {
            result.tryComplete(failed(Kind.STATUS, "HTTP status " + response.statusCode()));
            return;
        }
        String type = response.getHeader("Content-Type");
        if (type != null && type.startsWith("text/html")) {
            result.tryComplete(failed(Kind.NOT_AN_EXPOSITION, "a page of HTML"));
            return;
        }
        ReadingBuilder builder = new ReadingBuilder(target.pod());
        response.handler(piece -> {
            if (result.future().isComplete()) {
                return;
            }
            if (builder.bytes() + piece.length() > maxBytes) {
                result.tryComplete(failed(Kind.TOO_LARGE, "more than " + maxBytes + " bytes"));
            } else {
                byte[] bytes = piece.getBytes();
                builder.feed(bytes, 0, bytes.length);
            }
        });
        response.endHandler(end -> result.tryComplete(finish(builder)));
    }

    private static Result finish(ReadingBuilder builder) {
        return switch (builder.finish()) {
            case ReadingBuilder.Body.Understood body -> new Result.Read(body, builder.bytes());
            case ReadingBuilder.Body.NotAnExposition not ->
                    failed(
                            Kind.NOT_AN_EXPOSITION,
                            "not one sample in %d bytes, %d lines refused"
                                    .formatted(builder.bytes(), not.refusedLines()));
            case ReadingBuilder.Body.Foreign foreign -> failed(Kind.FOREIGN, foreign.detail());
        };
    }

    private static Result failed(Throwable cause) {
        boolean late =
                cause instanceof TimeoutException
                        || cause instanceof io.netty.channel.ConnectTimeoutException;
        return failed(late ? Kind.TIMEOUT : Kind.UNREACHABLE, String.valueOf(cause.getMessage()));
    }

    private static Result failed(Kind kind, String detail) {
        return new Result.Failed(new ScrapeFailure(kind, detail));
    }
}
