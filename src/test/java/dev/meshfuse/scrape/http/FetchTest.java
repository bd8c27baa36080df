package dev.meshfuse.scrape.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.SourceFilter;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.testing.mesh.Encodings;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchTest {
    private static final String BODY =
            "istio_requests_total{destination_service=\"cart\"} 7\nenvoy_server_uptime 60\n";
    private static final String PATH = Target.DEFAULT_PATH;
    private static final String FILTERED = PATH + "?" + SourceFilter.QUERY;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_proxy_is_asked_to_filter_with_bars_that_are_not_encoded() {
        Target target = serve(request -> request.response().end(BODY));

        try (Scraping scraping = new Scraping(List.of(target))) {
            scraping.awaitReadings(target, 2);

            assertThat(asked).containsOnly(FILTERED);
            assertThat(scraping.readings).extracting(Reading::endpoint).containsOnly(FILTERED);
        }
    }

    @Test
    void a_real_filter_leaves_what_is_counted_and_the_uptime() {
        try (SimulatedMesh mesh = mesh(false)) {
            SimulatedPod pod = mesh.podsOf("web").getFirst();
            Target target = Target.parse(pod.address());
            Target whole = Target.parse(pod.url() + "?all");

            try (Scraping scraping = new Scraping(List.of(target, whole))) {
                scraping.awaitReadings(target, 1);
                scraping.awaitReadings(whole, 1);

                Reading filtered = readingOf(scraping, target);
                Reading full = readingOf(scraping, whole);
                assertThat(filtered.endpoint()).isEqualTo(FILTERED);
                assertThat(full.endpoint()).isEqualTo(PATH + "?all");
                assertThat(filtered.series()).isNotEmpty().isEqualTo(full.series());
                assertThat(filtered.uptimeSeconds()).isEqualTo(full.uptimeSeconds());
            }
        }
    }

    @Test
    void a_proxy_that_refuses_to_filter_is_read_in_full_at_once_and_not_asked_again_soon() {
        Target target =
                serve(request ->
                        request.response()
                                .setStatusCode(isFiltered(request) ? 400 : 200)
                                .end(BODY));

        try (Logged log = new Logged(TargetReader.class);
                Scraping scraping = new Scraping(List.of(target))) {
            scraping.awaitReadings(target, 3);
            await().until(() -> scraping.states.unfiltered() == 1);

            assertThat(scraping.failures).isEmpty();
            assertThat(scraping.readings).extracting(Reading::endpoint).containsOnly(PATH);
            assertThat(asked).containsOnlyOnce(FILTERED);
            assertThat(log.lines())
                    .containsExactly(
                            "target does not filter and is read in full: target=%s for=PT1M"
                                    .formatted(target.key()));
        }
    }

    @Test
    void an_answer_without_uptime_shows_that_the_filter_was_not_understood() {
        Target target =
                serve(request ->
                        request.response()
                                .end(isFiltered(request) ? "istio_requests_total 7\n" : BODY));

        try (Scraping scraping = new Scraping(List.of(target))) {
            scraping.awaitReadings(target, 2);

            assertThat(scraping.readings).extracting(Reading::endpoint).containsOnly(PATH);
            assertThat(scraping.readings).extracting(Reading::uptimeSeconds).containsOnly(60L);
        }
    }

    @Test
    void compressed_bodies_say_the_same() {
        Target zstd = encoding("zstd", Encodings.zstd(BODY.getBytes(UTF_8)));
        Target gzip = encoding("gzip", Encodings.gzip(BODY.getBytes(UTF_8)));
        Target plain = serve(request -> request.response().end(BODY));

        try (Scraping scraping = new Scraping(List.of(zstd, gzip, plain))) {
            for (Target target : List.of(zstd, gzip, plain)) {
                scraping.awaitReadings(target, 2);
                assertThat(readingOf(scraping, target).series())
                        .isEqualTo(readingOf(scraping, plain).series());
            }
            assertThat(scraping.failures).isEmpty();
        }
    }

    @Test
    void a_mesh_that_compresses_is_read() {
        try (SimulatedMesh mesh = mesh(true)) {
            Target target = Target.parse(mesh.podsOf("web").getFirst().address());

            try (Scraping scraping = new Scraping(List.of(target))) {
                scraping.awaitReadings(target, 2);

                assertThat(readingOf(scraping, target).series()).isNotEmpty();
                assertThat(scraping.failures).isEmpty();
            }
        }
    }

    @Test
    void the_next_endpoint_is_read_at_once_where_the_preferred_one_is_not_there() {
        Target closed = serve(request -> request.response().setStatusCode(404).end());
        Target open = serve(request -> request.response().end(BODY));
        Target both = both(closed.endpoints().getFirst(), open.endpoints().getFirst());

        try (Scraping scraping = new Scraping(List.of(both))) {
            scraping.awaitReadings(both, 3);

            assertThat(scraping.failures).isEmpty();
            // with the filter, without it, and never again
            assertThat(asked.stream().limit(2)).containsExactly(FILTERED, PATH);
            assertThat(asked.stream().skip(2)).containsOnly(FILTERED);
        }
    }

    @Test
    void where_no_endpoint_answers_each_is_told_of() {
        Target refusing = serve(request -> request.response().setStatusCode(403).end());
        int free = freePort();
        Target both =
                both(
                        URI.create("http://127.0.0.1:" + free + PATH),
                        refusing.endpoints().getFirst());

        try (Scraping scraping = new Scraping(List.of(both))) {
            scraping.awaitFailures(1);

            ScrapeFailure failure = scraping.failures.getFirst().failure();
            assertThat(failure.kind()).isEqualTo(Kind.STATUS);
            assertThat(failure.detail())
                    .contains("127.0.0.1:" + free + " Connection refused")
                    .endsWith(refusing.endpoints().getFirst().getAuthority() + " HTTP status 403");
        }
    }

    @Test
    void a_connection_is_kept_between_scrapes_and_closed_when_the_target_goes_away() {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        HttpServer server = vertx.createHttpServer();
        server.connectionHandler(connection -> {
            opened.incrementAndGet();
            open.incrementAndGet();
            connection.closeHandler(closed -> open.decrementAndGet());
        });
        Target target = listen(server, request -> request.response().end(BODY));
        List<Target> targets = new CopyOnWriteArrayList<>(List.of(target));

        try (Scraping scraping = new Scraping(() -> targets, Map.of())) {
            scraping.awaitReadings(target, 4);
            assertThat(opened).hasValue(1);

            targets.clear();

            await().atMost(Scraping.PATIENCE).until(() -> open.get() == 0);
            await().until(() -> scraping.states.known() == 0);
        }
    }

    @Test
    void a_proxy_that_closes_idle_connections_is_read_all_the_same() {
        HttpServer server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setIdleTimeout(60)
                                .setIdleTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS));
        Target target = listen(server, request -> request.response().end(BODY));

        try (Scraping scraping = new Scraping(List.of(target))) {
            scraping.awaitReadings(target, 5);

            assertThat(scraping.failures).isEmpty();
        }
    }

    @Test
    void scrapes_are_spread_over_the_event_loops() {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            targets.add(serve(request -> request.response().end(BODY)));
        }

        try (Scraping scraping = new Scraping(targets)) {
            targets.forEach(target -> scraping.awaitReadings(target, 2));

            assertThat(scraping.threads).hasSameSizeAs(targets);
            assertThat(scraping.lateness).allSatisfy(late -> assertThat(late).isPositive());
        }
    }

    @Test
    void no_more_targets_than_allowed_are_read_often_and_that_is_said_once() {
        Target one = serve(request -> request.response().end(BODY));
        Target other = serve(request -> request.response().end(BODY));

        try (Logged log = new Logged(ScrapeLoop.class);
                Scraping scraping =
                        new Scraping(
                                () -> List.of(one, other),
                                Map.of("meshfuse.telemetry.max-canary-targets", "1"))) {
            scraping.awaitReadings(one, 3);
            scraping.awaitReadings(other, 3);

            await().atMost(Scraping.PATIENCE)
                    .until(() -> scraping.states.equals(new ScrapeStates(2, 1, 1, 0, 0, 0, 0)));
            assertThat(log.lines())
                    .containsExactly(
                            "more targets than are allowed would be read at the canary interval:"
                                    + " allowed=1 beyond=1");
        }
    }

    @Test
    void a_target_that_is_down_is_counted_as_such_until_it_answers() {
        AtomicInteger status = new AtomicInteger(500);
        Target target = serve(request -> request.response().setStatusCode(status.get()).end(BODY));

        try (Scraping scraping = new Scraping(List.of(target))) {
            await().atMost(Scraping.PATIENCE)
                    .until(() -> scraping.states.down() == 1 && scraping.states.backedOff() == 1);

            status.set(200);

            await().atMost(Scraping.PATIENCE).until(() -> scraping.states.down() == 0);
            assertThat(scraping.states.backedOff()).isZero();
        }
    }

    @Test
    void a_target_that_moves_is_read_where_it_is_now_and_goes_on_counting_its_readings() {
        Target before = serve(request -> request.response().end(BODY));
        Target place = serve(request -> request.response().end(BODY + "up 1\n"));
        Target after = new Target(before.key(), place.endpoints(), null);
        List<Target> targets = new CopyOnWriteArrayList<>(List.of(before));

        try (Scraping scraping = new Scraping(() -> targets, Map.of())) {
            scraping.awaitReadings(before, 2);
            targets.set(0, after);
            await().atMost(Scraping.PATIENCE)
                    .until(() -> scraping.readings.getLast().process().equals(after.process()));

            assertThat(scraping.readings)
                    .extracting(Reading::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static SimulatedMesh mesh(boolean compressing) {
        var builder =
                SimulatedMesh.builder()
                        .workload("web", "web", "v1", 1)
                        .workload("cart", "cart", "v1", 1)
                        .edge("web", "cart", 10);
        SimulatedMesh mesh = (compressing ? builder.compressing() : builder).build();
        mesh.advance(Duration.ofSeconds(6));
        return mesh;
    }

    private static Reading readingOf(Scraping scraping, Target target) {
        return scraping.readings.stream()
                .filter(one -> one.target().equals(target.key()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFiltered(HttpServerRequest request) {
        return request.uri().contains("filter=");
    }

    private Target encoding(String encoding, byte[] body) {
        return serve(request -> {
            assertThat(request.getHeader("accept-encoding")).contains(encoding);
            request.response().putHeader("content-encoding", encoding).end(Buffer.buffer(body));
        });
    }

    private static Target both(URI preferred, URI other) {
        return new Target("both", List.of(preferred, other), null);
    }

    private int freePort() {
        HttpServer server = vertx.createHttpServer();
        Target free = listen(server, request -> {});
        server.close().toCompletionStage().toCompletableFuture().join();
        return free.endpoints().getFirst().getPort();
    }

    private Target serve(Handler<HttpServerRequest> answer) {
        return listen(vertx.createHttpServer(), answer);
    }

    private Target listen(HttpServer server, Handler<HttpServerRequest> answer) {
        int port =
                server.requestHandler(
                                request -> {
                                    asked.add(request.uri());
                                    answer.handle(request);
                                })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        return Target.parse("127.0.0.1:" + port);
    }
}
