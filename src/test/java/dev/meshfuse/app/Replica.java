package dev.meshfuse.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.sli.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A replica of the packaged program, in a process that can be killed and begun again. */
final class Replica implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, String> settings;
    private final Path kubeconfig;
    private final Path log;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable Process process;

    /**
     * @param name its name among the replicas; by it what it leaves on disk is found again
     * @param folder for what it leaves there, and its log
     */
    Replica(String name, Map<String, String> settings, Path kubeconfig, Path folder) {
        this.settings = new HashMap<>(settings);
        this.settings.put("meshfuse.replica", name);
        this.settings.put("kafka-streams.state.dir", folder.resolve(name).toString());
        this.settings.put("quarkus.http.port", Integer.toString(port));
        this.settings.put("quarkus.management.host", "127.0.0.1");
        this.settings.put("quarkus.management.port", Integer.toString(managementPort));
        this.kubeconfig = kubeconfig;
        this.log = folder.resolve(name + ".log");
    }

    void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("--enable-native-access=ALL-UNNAMED");
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(JAR.toString());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With SIGKILL. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    /** Its status, once it has ended by itself. */
    int awaitEnd() {
        try {
            Process ending = process;
            if (ending == null || !ending.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it has not ended: " + log());
            }
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All it has printed. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it evaluates an objective: only its owner has metrics of it. */
    boolean owns(String slo) {
        String metrics = get(managementPort, "/q/metrics");
        return metrics != null
                && metrics.contains("meshfuse_slo_objective_ratio")
                && metrics.lines()
                        .anyMatch(line ->
                                line.startsWith("meshfuse_slo_objective_ratio{")
                                        && line.contains("slo=\"" + slo + "\""));
    }

    /** What it says of the longest window; no counts while it says nothing. */
    Counts counts(String slo) {
        JsonNode window = slo(slo).path("windows").path(slo(slo).path("windows").size() - 1);
        return new Counts(
                window.path("good").asLong(),
                window.path("bad").asLong(),
                window.path("excluded").asLong());
    }

    /** Waits until it tells counts that were looked at after an instant. */
    void awaitVerdict(String slo, Instant after) {
        await("a verdict of " + slo)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    JsonNode told = slo(slo);
                    return told.path("evaluatedAt").isTextual()
                            && Instant.parse(told.path("evaluatedAt").asText()).isAfter(after)
                            && !told.path("windows").isEmpty();
                });
    }

    private JsonNode slo(String name) {
        String body = get(port, "/api/v1/slos/shop/" + name);
        try {
            return MAPPER.readTree(body == null ? "{}" : body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    /** A page, or null while nobody answers. */
    private @Nullable String get(int at, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return null; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
