package dev.meshfuse.web.http;

import dev.meshfuse.web.Replicas;
import io.quarkus.tls.TlsConfiguration;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SSLOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Other replicas, at the addresses they gave for themselves: over TLS where this one listens with
 * it, as all of them are set up alike, else over plain HTTP. With TLS the name in the address must
 * be in the certificate.
 */
public final class HttpReplicas implements Replicas {
    private static final Logger LOG = Logger.getLogger(HttpReplicas.class);

    /** From the connection to the last byte; a person waits. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** A history of 90 days has some 3,200 slots of some 130 bytes. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final Set<String> MEDIA_TYPES =
            Set.of("application/json", "application/problem+json");

    private final HttpClient client;
    private final Vertx vertx;
    private final Duration timeout;

    /** What ends a question without an answer that can be used. */
    private static final class GarbledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GarbledException(String message) {
            super(message, null, false, false);
        }
    }

    /** Over plain HTTP. */
    public HttpReplicas(Vertx vertx) {
        this(vertx, TIMEOUT);
    }

    /**
     * Over plain HTTP.
     *
     * @param timeout for all of one question
     */
    public HttpReplicas(Vertx vertx, Duration timeout) {
        this(vertx, timeout, options(timeout));
    }

    /**
     * Over TLS.
     *
     * @param tls says who is trusted; if it has no trust store, those whom Java trusts
     */
    public HttpReplicas(Vertx vertx, TlsConfiguration tls) {
        this(
                vertx,
                TIMEOUT,
                options(TIMEOUT)
                        .setSsl(true)
                        .setVerifyHost(true)
                        .setTrustOptions(tls.getTrustStoreOptions()));
    }

    private HttpReplicas(Vertx vertx, Duration timeout, HttpClientOptions options) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.client = vertx.createHttpClient(options);
    }

    private static HttpClientOptions options(Duration timeout) {
        return new HttpClientOptions().setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    }

    /** From now on trusts whom the renewed configuration says. */
    public void trust(TlsConfiguration renewed) {
        client.updateSSLOptions(new SSLOptions().setTrustOptions(renewed.getTrustStoreOptions()))
                .onFailure(e ->
                        LOG.warnf(
                                "other replicas are trusted as before: reason=%s", e.getMessage()));
    }

    @Override
    public Uni<Reply> ask(String host, int port, String path, Optional<String> authorization) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(host)
                        .setPort(port)
                        .setURI(path)
                        .setFollowRedirects(false)
                        .putHeader("Accept", "application/json")
                        .putHeader(FORWARDED, "1");
        authorization.ifPresent(value -> options.putHeader("Authorization", value));
        String who = host + ":" + port;
        return Uni.createFrom()
                .emitter(replies ->
                        begin(options)
                                .onComplete(done ->
                                        replies.complete(
                                                done.succeeded()
                                                        ? done.result()
                                                        : fault(who, done.cause()))));
    }

    /** Ends what is under way. */
    public void close() {
        client.close();
    }

    private Future<Reply> begin(RequestOptions options) {
        Promise<Reply> promise = Promise.promise();
        // One deadline for all of it: the client's own begin anew with each step, and with a body
        // that comes drop by drop.
        long timer =
                vertx.setTimer(
                        timeout.toMillis(),
                        id -> promise.tryFail("no answer within " + timeout.toMillis() + " ms"));
        client.request(options)
                .compose(request -> {
                    promise.future().onFailure(late -> request.reset());
                    return request.send();
                })
                .compose(HttpReplicas::read)
                .onSuccess(promise::tryComplete)
                .onFailure(promise::tryFail)
                .onComplete(done -> vertx.cancelTimer(timer));
        return promise.future();
    }

    private static Future<Reply> read(HttpClientResponse response) {
        String mediaType = mediaType(response);
        if (!MEDIA_TYPES.contains(mediaType)) {
            response.request().reset();
            return Future.failedFuture(
                    new GarbledException(
                            "status %d with %s".formatted(response.statusCode(), mediaType)));
        }
        Promise<Reply> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            body.appendBuffer(piece);
            if (body.length() > MAX_BYTES) {
                promise.tryFail(new GarbledException("more than " + MAX_BYTES + " bytes"));
                response.request().reset();
            }
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(end ->
                promise.tryComplete(
                        new Answer(
                                response.statusCode(),
                                mediaType,
                                Optional.ofNullable(response.getHeader("Retry-After")),
                                body.toString())));
        return promise.future();
    }

    private static String mediaType(HttpClientResponse response) {
        @Nullable String header = response.getHeader("Content-Type");
        return header == null ? "no media type" : header.replaceFirst("\\s*;.*", "");
    }

    private static Reply fault(String who, Throwable cause) {
        String reason = "%s: %s".formatted(who, cause.getMessage());
        return cause instanceof GarbledException ? new Garbled(reason) : new Silent(reason);
    }
}
