package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are named, and where the names lead. */
class MisleadingNamesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As a resolver would answer. */
    private static final String NAMES =
            """
            127.0.0.1 proxy.example
            169.254.169.254 credentials.example
            168.63.129.16 wire.example
            fe80::1 link.example
            """;

    /** With this Quarkus has Vert.x ask the JDK, which knows no names of ours. */
    private static final String OTHER_RESOLVER = "vertx.disableDnsResolver";

    private final Vertx vertx = knowingNames();
    private final ProxyReader reader = new ProxyReader(vertx, PATIENCE, 1_000_000, false);

    private static Vertx knowingNames() {
        String before = System.getProperty(OTHER_RESOLVER, "false");
        System.setProperty(OTHER_RESOLVER, "false"); // whoever looks now is as well off
        try {
            return Vertx.vertx(
                    new VertxOptions()
                            .setAddressResolverOptions(
                                    new AddressResolverOptions()
                                            .setHostsValue(Buffer.buffer(NAMES))));
        } finally {
            System.setProperty(OTHER_RESOLVER, before);
        }
    }

    @AfterEach
    void end() {
        reader.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"credentials.example", "wire.example", "link.example"})
    void a_name_that_leads_to_credentials_is_not_followed(String name) throws Exception {
        ProxyReader.Result result = read(name + ":80");

        assertThat(result)
                .isInstanceOfSatisfying(
                        ProxyReader.Result.Failed.class,
                        failed -> {
                            assertThat(failed.failure().kind())
                                    .isEqualTo(ScrapeFailure.Kind.UNREACHABLE);
                            assertThat(failed.failure().detail())
                                    .startsWith(name + " is ")
                                    .endsWith(
                                            "which is link-local or a cloud's address for metadata");
                        });
    }

    @Test
    void a_name_that_leads_to_a_proxy_is_followed() throws Exception {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(request -> request.response().end("up 1\n"))
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();

        assertThat(read("proxy.example:" + server.actualPort()))
                .isInstanceOf(ProxyReader.Result.Read.class);
    }

    private ProxyReader.Result read(String address) throws Exception {
        CompletableFuture<ProxyReader.Result> result = new CompletableFuture<>();
        vertx.runOnContext(onLoop ->
                new TargetReader(
                                reader,
                                Target.parse(address),
                                new byte[ProxyConnection.MOST_BYTES_OF_A_READ])
                        .read(null, new Turns(1).turn(0, () -> {}))
                        .onComplete(done -> result.complete(done.result())));
        return result.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
    }
}
