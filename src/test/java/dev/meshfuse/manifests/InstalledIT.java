package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.testing.kafka.AskedAuthorizer;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program with the settings that {@code kubernetes/overlays/strimzi} gives it, beside
 * a broker that asks who one is and knows what that user may do. Told in this order: one life of
 * one replica.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstalledIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CALLER = "t0ken-of-a-caller";
    private static final String[] AS_CALLER = {"Authorization", "Bearer " + CALLER};
    private static final String FUSE = "/api/v1/fuses/shop/cart";

    /** More than meshfuse.http.burst. */
    private static final int FLOOD = 2000;

    @SuppressWarnings("NullAway.Init") // below
    private Path folder;

    @SuppressWarnings("NullAway.Init") // below
    private Shop shop;

    @SuppressWarnings("NullAway.Init") // below
    private Installed meshfuse;

    @SuppressWarnings("NullAway.Init") // below
    private X509Certificate certificate;

    @BeforeAll
    void install(@TempDir Path empty) throws IOException {
        Kustomize.need();
        folder = empty;
        Files.createDirectory(folder.resolve("tls"));
        Files.createDirectory(folder.resolve("state"));
        certificate = Certificates.write(folder.resolve("tls"), List.of("localhost"));
        EmbeddedBroker broker = StrimziKafka.start();
        shop = Shop.open(broker);
        shop.kubernetes().allowToken(CALLER, "carol");
        shop.kubernetes().grant("carol", "get", "meshfuse.dev", "fuses", "shop");
        meshfuse = new Installed(Rendering.STRIMZI, folder, here(broker));
        meshfuse.start(shop.kubeconfig());
    }

    /** What differs from a cluster: no TLS to Kafka, and another mechanism, one broker. */
    private static Map<String, String> here(EmbeddedBroker broker) {
        Map<String, String> here = new HashMap<>();
        here.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        here.put("KAFKA_SSL_TRUSTSTORE_TYPE", "");
        here.put("KAFKA_SSL_TRUSTSTORE_LOCATION", "");
        here.put("MESHFUSE_TOPICS_REPLICATION_FACTOR", "1");
        // Sooner than a minute, so that the test sees it.
        here.put("QUARKUS_HTTP_IDLE_TIMEOUT", "5s");
        StrimziKafka.client(AskedAuthorizer.USER, StrimziKafka.PASSWORD)
                .forEach((key, value) ->
                        here.put(
                                "KAFKA_" + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT),
                                value));
        return here;
    }

    @AfterAll
    void end() {
        meshfuse.close();
        shop.close();
    }

    @Test
    @Order(1)
    void it_becomes_ready_with_the_roles_the_topics_and_the_user_that_are_shipped() {
        HttpClient http = HttpClient.newHttpClient();

        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class) // it does not listen yet
                .untilAsserted(() -> {
                    HttpResponse<String> ready =
                            Installed.get(http, meshfuse.management("/q/health/ready"));
                    assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
                });
        assertThat(status(http, "/q/health/live")).isEqualTo(200);
    }

    @Test
    @Order(2)
    void the_interface_answers_over_tls_only_and_asks_who_one_is() throws IOException {
        HttpClient trusting = Installed.client(Certificates.trusting(certificate));

        assertThat(Installed.get(trusting, meshfuse.api(FUSE)).statusCode()).isEqualTo(401);
        assertThat(Installed.get(trusting, meshfuse.api(FUSE), AS_CALLER).statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> Installed.get(HttpClient.newHttpClient(), meshfuse.plainApi(FUSE)))
                .isInstanceOf(IOException.class);
    }

    @Test
    @Order(3)
    void neither_port_answers_for_the_other() throws IOException {
        HttpClient trusting = Installed.client(Certificates.trusting(certificate));

        for (String path : List.of("/q/health", "/q/health/ready", "/q/metrics")) {
            assertThat(Installed.get(trusting, meshfuse.api(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (String path : List.of("/api/v1/slos", FUSE, "/api/v1/events", "/q/openapi")) {
            assertThat(status(trusting, path)).as(path).isEqualTo(404);
        }
    }

    @Test
    @Order(4)
    void a_failing_canary_is_taken_out_with_no_more_than_what_the_user_may() throws IOException {
        HttpClient trusting = Installed.client(Certificates.trusting(certificate));
        await().atMost(PATIENCE).until(() -> fuse(trusting).contains("\"verdict\":\"Healthy\""));
        shop.breakCanary(Fault.http(503, 0.9));

        await().atMost(PATIENCE).until(() -> fuse(trusting).contains("\"phase\":\"Verified\""));

        assertThat(AskedAuthorizer.denied()).noneMatch(one -> one.contains(" meshfuse."));
        // Describe comes with the others, so it is granted nowhere. What was read is deleted twice
        // a
        // minute.
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(StrimziKafka.grants())
                                .allMatch(
                                        grant -> grant.isUsedBy(AskedAuthorizer.allowed()),
                                        "is used"));
        assertThat(AskedAuthorizer.denied()).noneMatch(one -> one.contains(" meshfuse."));
    }

    @Test
    @Order(5)
    void a_certificate_that_is_replaced_is_used_without_a_restart() {
        X509Certificate renewed = Certificates.write(folder.resolve("tls"), List.of("localhost"));

        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(SSLException.class) // still the old one
                .until(() ->
                        Installed.get(
                                                Installed.client(Certificates.trusting(renewed)),
                                                meshfuse.api(FUSE),
                                                AS_CALLER)
                                        .statusCode()
                                == 200);
        assertThatThrownBy(() ->
                        Installed.get(
                                Installed.client(Certificates.trusting(certificate)),
                                meshfuse.api(FUSE)))
                .isInstanceOf(SSLException.class);
        certificate = renewed;
    }

    @Test
    @Order(6)
    void who_sends_too_much_is_told_when_to_come_back_and_alerts_pass() throws IOException {
        HttpClient trusting = Installed.client(Certificates.trusting(certificate));
        HttpResponse<String> last = Installed.get(trusting, meshfuse.api("/api/v1/none"));
        for (int i = 0; i < FLOOD && last.statusCode() != 429; i++) {
            last = Installed.get(trusting, meshfuse.api("/api/v1/none"));
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).contains("1");
        assertThat(last.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(last.body()).contains("\"status\":429");
        for (int i = 0; i < 20; i++) {
            assertThat(Installed.get(trusting, meshfuse.api("/api/v1/alertmanager")).statusCode())
                    .isNotEqualTo(429);
        }
        assertThat(status(trusting, "/q/health/live")).isEqualTo(200);
    }

    @Test
    @Order(7)
    void headers_without_end_are_refused() throws IOException {
        HttpClient trusting = Installed.client(Certificates.trusting(certificate));

        assertThat(
                        Installed.get(
                                        trusting,
                                        meshfuse.api("/q/openapi"),
                                        "X-Much",
                                        "a".repeat(17 * 1024))
                                .statusCode())
                .isEqualTo(431);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), meshfuse.port())) {
            OutputStream out = plain.getOutputStream();
            out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // No answer in the clear: at most the alert that ends a TLS connection (RFC 8446, 6).
            assertThat(
                            new String(
                                    plain.getInputStream().readAllBytes(),
                                    StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
    }

    @Test
    @Order(8)
    void who_says_half_of_something_is_given_up() throws IOException {
        try (Socket socket = Certificates.trusting(certificate).getSocketFactory().createSocket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), meshfuse.port()));
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.getOutputStream()
                    .write(
                            """
                            POST /api/v1/fuses/shop/cart/trip HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            Content-Type: application/json\r
                            Content-Length: 100\r
                            \r
                            {"reason":
                            """
                                    .formatted(CALLER)
                                    .getBytes(StandardCharsets.US_ASCII));

            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).doesNotContain(" 202 ");
        }
    }

    @Test
    @Order(9)
    void asked_to_end_it_ends_in_good_order_and_has_told_no_secret() throws IOException {
        int status = meshfuse.end();

        assertThat(status).isEqualTo(143); // 128 + SIGTERM
        String said = meshfuse.said();
        assertThat(said)
                .contains("started: ")
                .doesNotContain("without a goodbye", " ERROR ", " FATAL ");
        assertThat(said)
                .doesNotContain(StrimziKafka.PASSWORD, CALLER, "PRIVATE KEY")
                .doesNotContain(keyLine());
    }

    /** A piece of the private key. */
    private String keyLine() throws IOException {
        return Files.readAllLines(folder.resolve("tls").resolve("tls.key")).get(1);
    }

    private int status(HttpClient http, String path) {
        try {
            return Installed.get(http, meshfuse.management(path)).statusCode();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(path, e);
        }
    }

    private String fuse(HttpClient http) {
        try {
            return Installed.get(http, meshfuse.api(FUSE), AS_CALLER).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
