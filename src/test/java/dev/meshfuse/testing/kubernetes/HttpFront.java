package dev.meshfuse.testing.kubernetes;

import dev.meshfuse.testing.kubernetes.Access.User;
import dev.meshfuse.testing.kubernetes.Answer.Body;
import dev.meshfuse.testing.kubernetes.Answer.Watching;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The server's connections: plain answers, watches as chunked lines and as WebSocket messages
 * (clients of this project try those first), and injected faults. One event loop handles
 * everything, in the order it arrives.
 */
final class HttpFront {
    /** As often as the real server sends them. */
    private static final long BOOKMARK_MILLIS = 60_000;

    private static final int MAX_FRAME_BYTES = 16 << 20;
    private static final long START_SECONDS = 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final Api api;
    private final Access access;
    private final ObjectStore store;
    private final Faults faults;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger openWatches = new AtomicInteger();

    HttpFront(Api api, Access access, ObjectStore store, Faults faults) {
        this.api = api;
        this.access = access;
        this.store = store;
        this.faults = faults;
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(1)
                                .setInternalBlockingPoolSize(1)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        this.server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setHost("127.0.0.1")
                                .setMaxWebSocketMessageSize(MAX_FRAME_BYTES));
    }

    int listen(int port) {
        server.requestHandler(this::receive);
        return await(server.listen(port)).actualPort();
    }

    void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the server started or stopped", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server could not be started or stopped", e);
        }
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    void clearRequests() {
        requests.clear();
    }

    int openWatches() {
        return openWatches.get();
    }

    private void receive(HttpServerRequest http) {
        if (isWebSocket(http)) {
            http.pause();
            handle(http, "");
        } else {
            http.body().onSuccess(body -> handle(http, body.toString()));
        }
    }

    private static boolean isWebSocket(HttpServerRequest http) {
        return "websocket".equalsIgnoreCase(http.getHeader(HttpHeaders.UPGRADE));
    }

    private void handle(HttpServerRequest http, String body) {
        User user;
        Request request;
        try {
            user = access.authenticate(header(http, "Authorization"));
            request = request(http, user, body);
        } catch (ApiException refused) {
            send(http, Body.of(refused), Duration.ZERO);
            return;
        }
        requests.add(request);
        meet(new ArrayDeque<>(faults.take(request)), http, request, user);
    }

    private static Request request(HttpServerRequest http, User user, String body) {
        Map<String, String> query =
                http.params().entries().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b));
        return new Request(
                http.method().name(),
                path(http),
                query,
                user.name(),
                header(http, "Content-Type"),
                header(http, "User-Agent"),
                body);
    }

    private static String path(HttpServerRequest http) {
        String raw = http.path();
        try {
            // A plus sign is itself in a path; the decoder is one of forms.
            return URLDecoder.decode(
                    raw == null ? "" : raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw (ApiException) ApiException.badRequest("malformed path").initCause(e);
        }
    }

    private static String header(HttpServerRequest http, String name) {
        String value = http.getHeader(name);
        return value == null ? "" : value;
    }

    private void meet(Deque<Fault> met, HttpServerRequest http, Request request, User user) {
        Fault fault = met.pollFirst();
        if (fault == null) {
            answer(http, request, user);
            return;
        }
        switch (fault) {
            case Fault.Delay delay ->
                    vertx.setTimer(
                            Math.max(1, delay.duration().toMillis()),
                            t -> meet(met, http, request, user));
            case Fault.Status status ->
                    send(
                            http,
                            Body.of(
                                    ApiException.ofCode(
                                            status.code(), status.message(), status.retryAfter())),
                            status.retryAfter());
            case Fault.CloseConnection c -> http.connection().close();
            case Fault.CloseConnectionAfterApplying c -> {
                api.answer(request, user);
                http.connection().close();
            }
        }
    }

    private void answer(HttpServerRequest http, Request request, User user) {
        switch (safely(request, user)) {
            case Body body -> send(http, body, Duration.ZERO);
            case Watching watch -> {
                if (isWebSocket(http)) {
                    openSocket(watch, http);
                } else {
                    open(watch, http.response());
                }
            }
        }
    }

    /**
     * A defect of this server answers 500, as a panic of the real one does, and does not end it.
     */
    private Answer safely(Request request, User user) {
        try {
            return api.answer(request, user);
        } catch (RuntimeException e) {
            return Body.of(ApiException.ofCode(500, "Internal error occurred: " + e));
        }
    }

    private static void send(HttpServerRequest http, Body body, Duration retryAfter) {
        HttpServerResponse response = http.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(body.status()).putHeader("Content-Type", body.contentType());
        List<String> warnings =
                body.warnings().stream()
                        .map(w -> "299 - \"" + w.replace("\"", "\\\"") + "\"")
                        .toList();
        if (!warnings.isEmpty()) {
            response.putHeader("Warning", warnings);
        }
        if (!retryAfter.isZero()) {
            response.putHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        response.end(body.text());
    }

    /** The watch begins before its answer does: who has the answer misses nothing. */
    private void open(Watching watch, HttpServerResponse response) {
        WatchStream stream =
                stream(watch, line -> response.write(line + "\n"), () -> response.end());
        Runnable release = run(stream, watch);
        response.closeHandler(v -> release.run());
        response.endHandler(v -> release.run());
        response.setChunked(true).putHeader("Content-Type", Json.JSON);
        response.writeHead();
    }

    private void openSocket(Watching watch, HttpServerRequest http) {
        Promise<ServerWebSocket> opened = Promise.promise();
        Future<ServerWebSocket> socket = opened.future();
        WatchStream stream =
                stream(
                        watch,
                        line -> socket.onSuccess(s -> s.writeTextMessage(line)),
                        () -> socket.onSuccess(s -> s.close()));
        Runnable release = run(stream, watch);
        socket.onSuccess(s -> s.closeHandler(v -> release.run()));
        socket.onFailure(e -> release.run());
        http.toWebSocket().onComplete(opened);
    }

    private interface Line {
        void write(String text);
    }

    /** Events leave on the connection's own thread, in the order in which the store changed. */
    private WatchStream stream(Watching watch, Line line, Runnable end) {
        Context context = vertx.getOrCreateContext();
        return new WatchStream(
                store,
                watch,
                new WatchStream.Output() {
                    @Override
                    public void event(String json) {
                        context.runOnContext(v -> line.write(json));
                    }

                    @Override
                    public void end() {
                        context.runOnContext(v -> end.run());
                    }
                });
    }

    private Runnable run(WatchStream stream, Watching watch) {
        long bookmarks = vertx.setPeriodic(BOOKMARK_MILLIS, t -> stream.bookmark());
        long end =
                vertx.setTimer(
                        Duration.ofSeconds(watch.timeoutSeconds()).toMillis(),
                        t -> stream.timeOut());
        stream.start();
        openWatches.incrementAndGet(); // from now on it hears of everything
        AtomicInteger open = new AtomicInteger(1);
        return () -> {
            if (open.getAndSet(0) == 1) {
                openWatches.decrementAndGet();
                vertx.cancelTimer(bookmarks);
                vertx.cancelTimer(end);
                stream.stop();
            }
        };
    }
}
