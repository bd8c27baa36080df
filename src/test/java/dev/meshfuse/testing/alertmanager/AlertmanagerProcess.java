package dev.meshfuse.testing.alertmanager;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Alertmanager, as Debian and others package it, alone and without a cluster, on a free port
 * of loopback. It ends with {@link #close}, or with this JVM.
 */
public final class AlertmanagerProcess implements AutoCloseable {
    /** As Debian calls it, and as its makers do. */
    private static final List<String> NAMES = List.of("prometheus-alertmanager", "alertmanager");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Another program may take a port between being found free and being used. */
    private static final int STARTS = 3;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();

    private final Process process;
    private final int port;
    private final Path log;

    private AlertmanagerProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        return NAMES.stream()
                .flatMap(name ->
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                                .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The program for a test that cannot do without it.
     *
     * @throws AssertionError where it is not installed and {@code CI=true}; elsewhere the test is
     *     skipped, and says so
     */
    public static Path programFor(Class<?> test) {
        return program()
                .orElseGet(() -> {
                    String reason =
                            "prometheus-alertmanager is not installed"
                                    + " (Debian: apt-get install prometheus-alertmanager)";
                    if ("true".equals(System.getenv("CI"))) {
                        throw new AssertionError(reason);
                    }
                    System.out.println(test.getSimpleName() + " is skipped: " + reason);
                    return abort(reason);
                });
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param program see {@link #programFor}
     * @param folder an empty one of its own, for its configuration and data
     * @param config the text of its configuration
     * @throws IllegalStateException when it ends instead; what it said is in the message
     */
    public static AlertmanagerProcess start(Path program, Path folder, String config) {
        for (int tried = 1; ; tried++) {
            AlertmanagerProcess started = startOnce(program, folder, config);
            try {
                Awaitility.await().atMost(PATIENCE).until(started::isReady);
                return started;
            } catch (IllegalStateException | ConditionTimeoutException e) {
                started.close();
                if (tried == STARTS || !started.said().contains("address already in use")) {
                    throw new IllegalStateException(started.said(), e);
                }
            }
        }
    }

    private static AlertmanagerProcess startOnce(Path program, Path folder, String config) {
        int port = freePort();
        Path log = Path.of("target", "alertmanager-" + port + ".log");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Path file = Files.writeString(folder.resolve("alertmanager.yaml"), config);
            Process process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--config.file=" + file,
                                    "--storage.path=" + folder.resolve("data"),
                                    "--web.listen-address=127.0.0.1:" + port,
                                    "--cluster.listen-address=")
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            return new AlertmanagerProcess(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program, e);
        }
    }

    /** Where it answers, without a slash at its end. */
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    /**
     * The alerts it holds for firing, as {@code GET /api/v2/alerts} has them. One that was resolved
     * is not among them.
     */
    public List<JsonNode> alerts() {
        try {
            return MAPPER.readTree(get("/api/v2/alerts").orElseThrow()).valueStream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has said so far. */
    public String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with status " + process.exitValue());
        }
        return get("/-/ready").isPresent();
    }

    /** An answer, or nothing where there is none. */
    private Optional<String> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address() + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
