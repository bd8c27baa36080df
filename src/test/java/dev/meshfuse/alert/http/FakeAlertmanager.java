package dev.meshfuse.alert.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers as an Alertmanager does, or as it is told. */
final class FakeAlertmanager implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A request.
     *
     * @param alerts its body
     */
    record Request(String method, String path, Map<String, List<String>> headers, JsonNode alerts) {
        List<String> names() {
            return alerts.valueStream().map(a -> a.at("/labels/alertname").asText()).toList();
        }
    }

    /** How it answers. */
    record Answer(int status, String body, @Nullable String location) {
        static final Answer OK = new Answer(200, "", null);

        static Answer of(int status, String body) {
            return new Answer(status, body, null);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, JsonNode> held = new ConcurrentHashMap<>();
    private volatile Function<Request, Answer> answers = any -> Answer.OK;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    FakeAlertmanager() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All requests from now on are answered so. */
    void answers(Function<Request, Answer> with) {
        answers = with;
    }

    void answers(Answer with) {
        answers = any -> with;
    }

    /** Answers nothing from now on until {@link #letGo}. */
    void hang() {
        gate = new CountDownLatch(1);
    }

    void letGo() {
        gate.countDown();
    }

    /** What it was asked so far. */
    List<Request> requests() {
        return requests;
    }

    /** The alerts it has taken, by name, each as it came last. */
    Map<String, JsonNode> held() {
        return held;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request =
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
            requests.add(request);
            gate.await();
            Answer answer = answers.apply(request);
            if (answer.status() == 200) {
                request.alerts().forEach(a -> held.put(a.at("/labels/alertname").asText(), a));
            }
            if (answer.location() != null) {
                exchange.getResponseHeaders().set("Location", answer.location());
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        letGo();
        server.stop(0);
        threads.shutdownNow();
    }
}
