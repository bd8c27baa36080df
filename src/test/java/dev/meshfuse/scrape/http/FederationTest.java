package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FederationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BODY =
            """
            # TYPE envoy_server_uptime untyped
            envoy_server_uptime{instance="10.0.0.7:15090",job="envoy",k8s_ns="shop",k8s_pod="cart-a"} 60 1772359197000
            # TYPE istio_requests_total untyped
            istio_requests_total{instance="10.0.0.7:15090",job="envoy",k8s_ns="shop",k8s_pod="cart-a",reporter="source"} 5 1772359197000
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Logged log = new Logged(Federation.class);
    private final List<Reading> readings = new CopyOnWriteArrayList<>();
    private final FailuresSeen seen = new FailuresSeen();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Consumer<HttpServerRequest> answer = text(BODY);

    @AfterEach
    void end() {
        log.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_prometheus_is_asked_for_the_wanted_metrics_and_each_scrape_of_a_process_is_read_once() {
        try (Federation federation = begin()) {
            await().atMost(PATIENCE).until(() -> asked.size() >= 3);

            answer = text(BODY.replace("1772359197000", "1772359198000"));

            await().atMost(PATIENCE).until(() -> readings.size() == 2);
            assertThat(readings).extracting(Reading::target).containsOnly("federate/shop/cart-a");
            assertThat(federation.processes()).isEqualTo(1);
            assertThat(federation.problem()).isEmpty();
            assertThat(asked.getFirst())
                    .isEqualTo(
                            "/federate?match%5B%5D=envoy_server_uptime"
                                    + "&match%5B%5D=istio_request_duration_milliseconds_bucket"
                                    + "&match%5B%5D=istio_requests_total");
        }
    }

    static Stream<Arguments> useless() {
        return Stream.of(
                arguments("an error", status(503), Kind.STATUS),
                arguments("a redirect", status(302), Kind.STATUS),
                arguments("HTML", text("<html>\n<b>Sign in</b>\n"), Kind.NOT_AN_EXPOSITION),
                arguments("too much", text(BODY + "x".repeat(70_000)), Kind.TOO_LARGE),
                arguments(
                        "never ends",
                        (Consumer<HttpServerRequest>) FederationTest::beginOnly,
                        Kind.TIMEOUT),
                arguments(
                        "a cut-off connection",
                        (Consumer<HttpServerRequest>) request -> request.connection().close(),
                        Kind.UNREACHABLE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("useless")
    void an_answer_that_is_of_no_use_gives_no_reading_and_is_told_until_it_is_good_again(
            String what, Consumer<HttpServerRequest> useless, Kind kind) {
        answer = useless;
        try (Federation federation = begin()) {
            await().atMost(PATIENCE).until(() -> seen.failures.size() >= 2);

            assertThat(seen.failures).extracting(ScrapeFailure::kind).containsOnly(kind);
            assertThat(readings).isEmpty();
            assertThat(federation.problem().orElseThrow()).startsWith("127.0.0.1:");
            assertThat(log.lines()).filteredOn(line -> line.contains("not read")).hasSize(1);

            answer = text(BODY);

            await().atMost(PATIENCE).until(() -> federation.problem().isEmpty());
            assertThat(readings).hasSize(1);
        }
    }

    @Test
    void a_prometheus_that_has_nothing_of_the_mesh_is_told() {
        answer = text("");
        try (Federation federation = begin()) {
            await().atMost(PATIENCE)
                    .until(() ->
                            federation
                                    .problem()
                                    .filter(text -> text.endsWith("has no series of proxies"))
                                    .isPresent());
        }
    }

    @Test
    void only_the_named_namespaces_are_asked_for_below_any_path() {
        assertThat(
                        Federation.address(
                                URI.create("https://mon.example/prom/"), "ns", Set.of("b", "a")))
                .hasToString(
                        "https://mon.example/prom/federate"
                                + "?match%5B%5D=envoy_server_uptime%7Bns%3D%7E%22a%7Cb%22%7D"
                                + "&match%5B%5D=istio_request_duration_milliseconds_bucket%7Bns%3D%7E%22a%7Cb%22%7D"
                                + "&match%5B%5D=istio_requests_total%7Bns%3D%7E%22a%7Cb%22%7D");
        assertThat(Federation.address(URI.create("http://p:9090/federate"), "ns", Set.of()))
                .hasPath("/federate");
    }

    private Federation begin() {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.add(request.uri());
                            answer.accept(request);
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        return new Federation(
                vertx,
                config("http://127.0.0.1:" + server.actualPort()),
                new TakenReadings(readings::add),
                target -> true,
                seen,
                Clock.systemUTC());
    }

    private static TelemetryConfig config(String url) {
        Map<String, String> settings =
                Map.of(
                        "meshfuse.telemetry.discovery", "federate",
                        "meshfuse.telemetry.federate.url", url,
                        "meshfuse.telemetry.federate.pod-label", "k8s_pod",
                        "meshfuse.telemetry.federate.namespace-label", "k8s_ns",
                        "meshfuse.telemetry.interval", "100ms",
                        "meshfuse.telemetry.timeout", "300ms",
                        "meshfuse.telemetry.max-body", "64K");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TelemetryConfig.class, "meshfuse.telemetry")
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(TelemetryConfig.class, "meshfuse.telemetry");
    }

    private static Consumer<HttpServerRequest> text(String body) {
        return request -> request.response().putHeader("content-type", "text/plain").end(body);
    }

    private static Consumer<HttpServerRequest> status(int code) {
        return request ->
                request.response().setStatusCode(code).putHeader("location", "/else").end();
    }

    private static void beginOnly(HttpServerRequest request) {
        request.response().setChunked(true);
        request.response().write(BODY);
    }
}
