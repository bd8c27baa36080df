package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The packaged program as a rendered StatefulSet runs it: with the variables of its container and
 * the file of its ConfigMap. Paths of volumes are folders of this machine, and ports are free ones.
 */
final class Installed implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private final int port = freePort();
    private final int managementPort = freePort();
    private @Nullable Process process;

    /**
     * @param folder where its volumes are: {@code tls}, {@code state}, {@code config}
     * @param others variables that are other here than in a cluster; an empty one is left out
     */
    Installed(Rendering rendering, Path folder, Map<String, String> others) {
        this.folder = folder;
        Rendering.each(Rendering.pod(rendering.meshfuse()).at("/containers/0/env"))
                .forEach(one -> variables.put(one.path("name").asText(), value(one)));
        variables.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(port));
        variables.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        variables.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        variables.put("MESHFUSE_ADDRESS", "localhost:" + port);
        variables.putAll(others);
        variables.values().removeIf(String::isEmpty);
        write(rendering.objects("ConfigMap"));
    }

    /** What a field of the pod would be. */
    private static String value(JsonNode variable) {
        return switch (variable.at("/valueFrom/fieldRef/fieldPath").asText()) {
            case "metadata.name" -> "meshfuse-0";
            case "metadata.namespace" -> "meshfuse";
            default -> variable.path("value").asText();
        };
    }

    private void write(List<JsonNode> configMaps) {
        String text =
                configMaps.stream()
                        .map(one -> one.at("/data/application.properties"))
                        .filter(JsonNode::isTextual)
                        .findFirst()
                        .orElseThrow()
                        .asText()
                        .replace("/etc/meshfuse/tls", folder.resolve("tls").toString())
                        .replace("/var/lib/meshfuse", folder.resolve("state").toString())
                        // How soon the test sees it; Quarkus waits as long as it is told.
                        .replace("reload-period=1m", "reload-period=1s");
        try {
            Files.createDirectories(folder.resolve("config"));
            Files.writeString(folder.resolve("config").resolve("application.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(Path kubeconfig) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-jar",
                                JAR.toAbsolutePath().toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile());
        builder.environment().putAll(variables);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, as the kubelet does, and waits; its status. */
    int end() {
        try {
            Process ending = process;
            if (ending == null) {
                throw new IllegalStateException("it was not started");
            }
            ending.destroy();
            if (!ending.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it has not ended: " + said());
            }
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All it has printed. */
    String said() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    URI api(String path) {
        return URI.create("https://localhost:" + port + path);
    }

    URI plainApi(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    URI management(String path) {
        return URI.create("http://127.0.0.1:" + managementPort + path);
    }

    int port() {
        return port;
    }

    /** A client with connections of its own. */
    static HttpClient client(SSLContext trust) {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .version(
                        HttpClient.Version
                                .HTTP_1_1) // so that a refusal is a status, and not an end
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    /**
     * Asks.
     *
     * @param headers names and values in turn
     * @throws IOException also when the certificate is not trusted
     */
    static HttpResponse<String> get(HttpClient client, URI uri, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
