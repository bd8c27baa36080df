package dev.meshfuse.testing.alertmanager;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.testing.tls.Certificate;
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
import java.util.ArrayList;
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

    private final Process process;
    private final String address;
    private final Path log;
    private final HttpClient client;

    private AlertmanagerProcess(Process process, String address, Path log, HttpClient client) {
        this.process = process;
        this.address = address;
        this.log = log;
        this.client = client;
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
        return start(program, folder, config, Optional.empty());
    }

    /**
     * The same over TLS.
     *
     * @param certificate its own; with none it speaks plain HTTP
     */
    public static AlertmanagerProcess start(
            Path program, Path folder, String config, Optional<Certificate> certificate) {
        for (int tried = 1; ; tried++) {
            AlertmanagerProcess started = startOnce(program, folder, config, certificate);
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

    private static AlertmanagerProcess startOnce(
            Path program, Path folder, String config, Optional<Certificate> certificate) {
        int port = freePort();
        Path log = Path.of("target", "alertmanager-" + port + ".log");
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Path file = Files.writeString(folder.resolve("alertmanager.yaml"), config);
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    program.toString(),
                                    "--config.file=" + file,
                                    "--storage.path=" + folder.resolve("data"),
                                    "--web.listen-address=127.0.0.1:" + port,
                                    "--cluster.listen-address="));
            HttpClient.Builder client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(Duration.ofSeconds(2));
            if (certificate.isPresent()) {
                command.add("--web.config.file=" + webConfig(folder, certificate.get()));
                client.sslContext(certificate.get().context());
            }
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            String address = certificate.map(c -> "https").orElse("http") + "://127.0.0.1:" + port;
            return new AlertmanagerProcess(process, address, log, client.build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program, e);
        }
    }

    private static Path webConfig(Path folder, Certificate certificate) throws IOException {
        return Files.writeString(
                folder.resolve("web.yaml"),
                """
                tls_server_config:
                  cert_file: %s
                  key_file: %s
                """
                        .formatted(
                                certificate.pem().toAbsolutePath(),
                                certificate.keyPem().toAbsolutePath()));
    }

    /** Where it answers, without a slash at its end. */
    public String address() {
        return address;
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
                    client.send(request, HttpResponse.BodyHandlers.ofString());
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
