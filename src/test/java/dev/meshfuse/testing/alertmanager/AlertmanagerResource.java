package dev.meshfuse.testing.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A real Alertmanager beside the running program, which sends its alerts there, over TLS. What it
 * tells people comes here, put into a test's field of type {@link Told}. Where it is not installed
 * nothing is sent; the test says that it is skipped.
 */
public final class AlertmanagerResource implements QuarkusTestResourceLifecycleManager {
    /** Where the program says that it is reached. */
    public static final String EXTERNAL_URL = "https://meshfuse.example.org";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Told told = new Told();
    private @Nullable HttpServer receiver;
    private @Nullable AlertmanagerProcess alertmanager;

    /** What it has told people. */
    public static final class Told {
        private final List<JsonNode> alerts = new CopyOnWriteArrayList<>();

        private Told() {}

        /** The alerts of all messages, in their order. */
        public List<JsonNode> alerts() {
            return alerts;
        }

        /** Whether it has told of such an alert. */
        public boolean has(String alertname, String status) {
            return alerts.stream()
                    .anyMatch(alert ->
                            alert.at("/labels/alertname").asText().equals(alertname)
                                    && alert.path("status").asText().equals(status));
        }
    }

    @Override
    public Map<String, String> start() {
        Optional<Path> program = AlertmanagerProcess.program();
        if (program.isEmpty()) {
            return Map.of();
        }
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::take);
            server.start();
            receiver = server;
            AlertmanagerProcess started =
                    AlertmanagerProcess.start(
                            program.get(),
                            Files.createTempDirectory("alertmanager"),
                            config(server.getAddress().getPort()));
            alertmanager = started;
            return Map.of(
                    "meshfuse.alert.alertmanager.urls",
                    started.address(),
                    "meshfuse.external-url",
                    EXTERNAL_URL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every alert is a message of its own, told as soon as it comes or goes. */
    private static String config(int port) {
        return """
        route:
          receiver: here
          group_by: ['...']
          group_wait: 0s
          group_interval: 1s
          repeat_interval: 1h
        receivers:
          - name: here
            webhook_configs:
              - url: http://127.0.0.1:%d/
                send_resolved: true
        """
                .formatted(port);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            MAPPER.readTree(exchange.getRequestBody().readAllBytes())
                    .path("alerts")
                    .forEach(told.alerts::add);
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(told, new TestInjector.MatchesType(Told.class));
    }

    @Override
    public void stop() {
        if (alertmanager != null) {
            alertmanager.close();
        }
        if (receiver != null) {
            receiver.stop(0);
        }
    }
}
