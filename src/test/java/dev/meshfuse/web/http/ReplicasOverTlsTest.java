package dev.meshfuse.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.manifests.Certificates;
import dev.meshfuse.web.Replicas.Answer;
import dev.meshfuse.web.Replicas.Reply;
import dev.meshfuse.web.Replicas.Silent;
import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicasOverTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init") // by JUnit
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // below
    private Path own;

    @SuppressWarnings("NullAway.Init") // below
    private Path strange;

    /** Trusts whom a file says. */
    private static final class Trusting extends BaseTlsConfiguration {
        private final Path certificates;

        Trusting(Path folder) {
            this.certificates = folder.resolve("ca.crt");
        }

        @Override
        public TrustOptions getTrustStoreOptions() {
            return new PemTrustOptions().addCertPath(certificates.toString());
        }
    }

    @BeforeEach
    void certificates() throws Exception {
        own = Files.createDirectory(folder.resolve("own"));
        strange = Files.createDirectory(folder.resolve("strange"));
        Certificates.write(own, List.of("localhost"));
        Certificates.write(strange, List.of("localhost"));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void one_whose_certificate_is_trusted_is_asked() throws Exception {
        HttpReplicas replicas = new HttpReplicas(vertx, new Trusting(own));

        assertThat(ask(replicas, "localhost", listen(own)))
                .isEqualTo(new Answer(200, "application/json", Optional.empty(), "{}"));
    }

    @Test
    void one_whose_certificate_nobody_trusted_has_signed_is_told_nothing() throws Exception {
        HttpReplicas replicas = new HttpReplicas(vertx, new Trusting(own));

        assertThat(ask(replicas, "localhost", listen(strange))).isInstanceOf(Silent.class);
    }

    @Test
    void one_whose_certificate_is_for_another_name_is_told_nothing() throws Exception {
        HttpReplicas replicas = new HttpReplicas(vertx, new Trusting(own));

        assertThat(ask(replicas, "127.0.0.1", listen(own))).isInstanceOf(Silent.class);
    }

    @Test
    void who_is_trusted_can_change_meanwhile() throws Exception {
        HttpReplicas replicas = new HttpReplicas(vertx, new Trusting(strange));
        int port = listen(own);
        assertThat(ask(replicas, "localhost", port)).isInstanceOf(Silent.class);

        replicas.trust(new Trusting(own));

        await().atMost(PATIENCE).until(() -> ask(replicas, "localhost", port) instanceof Answer);
    }

    private static Reply ask(HttpReplicas replicas, String host, int port) {
        return replicas.ask(host, port, "/", Optional.of("Bearer t")).await().atMost(PATIENCE);
    }

    private int listen(Path certificate) throws Exception {
        HttpServer server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setSsl(true)
                                        .setKeyCertOptions(
                                                new PemKeyCertOptions()
                                                        .addCertPath(
                                                                certificate
                                                                        .resolve("tls.crt")
                                                                        .toString())
                                                        .addKeyPath(
                                                                certificate
                                                                        .resolve("tls.key")
                                                                        .toString())))
                        .requestHandler(request ->
                                request.response()
                                        .putHeader("Content-Type", "application/json")
                                        .end("{}"))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        return server.actualPort();
    }
}
