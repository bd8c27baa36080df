package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.testing.mesh.Misbehaviour;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One proxy answers what no proxy should; beside it there is one that is well. */
class BadTargetsTest {
    private final SimulatedMesh mesh =
            SimulatedMesh.builder()
                    .workload("web", "web", "v1", 2)
                    .workload("cart", "cart", "v1", 1)
                    .edge("web", "cart", 10)
                    .build();
    private final SimulatedPod badPod = mesh.podsOf("web").getFirst();
    private final Target bad = Target.parse(badPod.address());
    private final Target good = Target.parse(mesh.podsOf("web").getLast().address());
    private final Vertx vertx = Vertx.vertx();
    private final Logged log = new Logged(ScrapeLoop.class);

    @BeforeEach
    void begin() {
        mesh.advance(Duration.ofSeconds(6));
    }

    @AfterEach
    void end() {
        log.close();
        mesh.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                arguments(Misbehaviour.html(), Kind.NOT_AN_EXPOSITION, "a page of HTML"),
                arguments(Misbehaviour.nothing(), Kind.NOT_AN_EXPOSITION, "in 0 bytes"),
                arguments(Misbehaviour.binary(), Kind.NOT_AN_EXPOSITION, "not one sample"),
                arguments(
                        Misbehaviour.endless(100_000_000),
                        Kind.TOO_LARGE,
                        "more than 1048576 bytes"),
                arguments(Misbehaviour.status(500), Kind.STATUS, "HTTP status 500"),
                arguments(Misbehaviour.hang(), Kind.TIMEOUT, "within 2000 ms"),
                arguments(Misbehaviour.drip(), Kind.TIMEOUT, "within 2000 ms"),
                arguments(Misbehaviour.truncatedGzip(), Kind.TRUNCATED, "gzip is not complete"),
                arguments(Misbehaviour.truncatedZstd(), Kind.TRUNCATED, "zstd is not complete"),
                arguments(Misbehaviour.corruptGzip(), Kind.MALFORMED, "corrupt gzip"),
                arguments(Misbehaviour.corruptZstd(), Kind.MALFORMED, "corrupt zstd"),
                arguments(Misbehaviour.gzipBomb(), Kind.TOO_LARGE, "more than 1048576 bytes"),
                arguments(Misbehaviour.zstdBomb(), Kind.TOO_LARGE, "more than 1048576 bytes"),
                arguments(Misbehaviour.unknownEncoding(), Kind.MALFORMED, "not asked for: br"),
                arguments(Misbehaviour.longerThanSaid(), Kind.MALFORMED, "longer than it says"),
                arguments(Misbehaviour.shorterThanSaid(), Kind.TRUNCATED, "cut off"),
                arguments(Misbehaviour.truncated(), Kind.TRUNCATED, "cut off"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("wrongAnswers")
    void a_wrong_answer_is_counted_as_what_it_is_and_delays_nobody(
            Misbehaviour wrong, Kind kind, String detail) {
        mesh.misbehave(badPod, wrong);

        try (Scraping scraping = new Scraping(List.of(bad, good))) {
            scraping.awaitFailures(2);
            scraping.awaitReadings(good, 3);

            assertThat(scraping.failures)
                    .extracting(Scraping.Failed::target, failed -> failed.failure().kind())
                    .containsOnly(tuple(bad, kind));
            assertThat(scraping.failures.getFirst().failure().detail()).contains(detail);
            assertThat(scraping.readingsOf(bad)).isZero();
        }
    }

    @Test
    void a_redirect_is_not_followed() {
        mesh.misbehave(badPod, Misbehaviour.redirect(good.endpoints().getFirst().toString()));

        try (Scraping scraping = new Scraping(List.of(bad))) {
            scraping.awaitFailures(1);

            assertThat(scraping.failures.getFirst().failure())
                    .isEqualTo(
                            new ScrapeFailure(
                                    Kind.STATUS,
                                    "HTTP status 302, which leads to "
                                            + good.endpoints().getFirst()));
        }
    }

    @ParameterizedTest
    @MethodSource
    void lines_that_make_no_sense_mark_the_reading_as_partial(Misbehaviour wrong) {
        mesh.misbehave(badPod, wrong);

        try (Scraping scraping = new Scraping(List.of(bad, good))) {
            scraping.awaitReadings(bad, 2);
            scraping.awaitReadings(good, 2);

            assertThat(scraping.readings)
                    .allSatisfy(reading ->
                            assertThat(reading.complete())
                                    .isEqualTo(reading.target().equals(good.key())));
        }
    }

    static Stream<Misbehaviour> lines_that_make_no_sense_mark_the_reading_as_partial() {
        return Stream.of(Misbehaviour.everySeriesTwice(), Misbehaviour.negativeCounters());
    }

    @Test
    void a_refused_connection_is_unreachable() {
        mesh.kill(badPod);

        try (Scraping scraping = new Scraping(List.of(bad, good))) {
            scraping.awaitFailures(2);
            scraping.awaitReadings(good, 3);

            assertThat(scraping.failures)
                    .extracting(failed -> failed.failure().kind())
                    .containsOnly(Kind.UNREACHABLE);
        }
    }

    @Test
    void an_over_long_header_is_refused() {
        Target target =
                serve(request ->
                        request.response().putHeader("x-long", "x".repeat(100_000)).end("up 1\n"));

        try (Logged vertxLog = new Logged("io.vertx");
                Scraping scraping = new Scraping(List.of(target, good))) {
            scraping.awaitFailures(2);
            scraping.awaitReadings(good, 3);

            assertThat(vertxLog.lines()).isEmpty();
            assertThat(scraping.readingsOf(target)).isZero();
            assertThat(scraping.failures)
                    .extracting(failed -> failed.failure().kind())
                    .containsOnly(Kind.MALFORMED);
        }
    }

    @Test
    void a_body_that_never_ends_is_given_up_at_the_limit() throws Exception {
        CompletableFuture<Long> sent = new CompletableFuture<>();
        Target target = serve(request -> pour(request, sent));

        try (Scraping scraping = new Scraping(List.of(target))) {
            long bytes = sent.get(Scraping.PATIENCE.toSeconds(), TimeUnit.SECONDS);

            // what is on its way when the connection is closed is not read any more
            assertThat(bytes).isBetween((long) Scraping.MAX_BODY, 16L * Scraping.MAX_BODY);
            scraping.awaitFailures(1);
            assertThat(scraping.failures.getFirst().failure().kind()).isEqualTo(Kind.TOO_LARGE);
        }
    }

    @Test
    void a_target_that_stays_broken_is_logged_once() {
        mesh.misbehave(badPod, Misbehaviour.status(500));

        try (Scraping scraping = new Scraping(List.of(bad))) {
            scraping.awaitFailures(3);
        }

        assertThat(log.lines())
                .containsExactly(
                        "target not read: target=%s kind=STATUS reason=HTTP status 500"
                                .formatted(bad.key()));
    }

    @Test
    void an_answer_that_is_not_wanted_is_let_go_in_silence() {
        mesh.misbehave(badPod, Misbehaviour.status(500));

        try (Logged vertxLog = new Logged("io.vertx");
                Scraping scraping = new Scraping(List.of(bad))) {
            scraping.awaitFailures(3);

            assertThat(vertxLog.lines()).isEmpty();
        }
    }

    @Test
    void a_target_that_is_well_again_is_read_and_logged() {
        mesh.misbehave(badPod, Misbehaviour.status(500));
        try (Scraping scraping = new Scraping(List.of(bad))) {
            scraping.awaitFailures(1);

            mesh.behave(badPod);

            scraping.awaitReadings(bad, 2);
        }
        assertThat(log.lines().getLast())
                .isEqualTo("target is read again: target=%s".formatted(bad.key()));
    }

    @Test
    void a_target_that_hangs_is_not_asked_twice_at_once() {
        AtomicLong open = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Target target =
                serve(request -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    request.response().closeHandler(closed -> open.decrementAndGet());
                });

        try (Scraping scraping = new Scraping(List.of(target))) {
            scraping.awaitFailures(2);
        }

        assertThat(most).hasValue(1);
    }

    private Target serve(Handler<HttpServerRequest> answer) {
        int port =
                vertx.createHttpServer()
                        .requestHandler(answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        return Target.parse("127.0.0.1:" + port);
    }

    /** Sends well-formed lines for as long as somebody takes them. */
    private static void pour(HttpServerRequest request, CompletableFuture<Long> sent) {
        Buffer piece = Buffer.buffer("filler_total 1\n".repeat(4096));
        AtomicLong bytes = new AtomicLong();
        request.response()
                .setChunked(true)
                .exceptionHandler(e -> sent.complete(bytes.get()))
                .closeHandler(closed -> sent.complete(bytes.get()))
                .drainHandler(drained -> fill(request, piece, bytes));
        fill(request, piece, bytes);
    }

    private static void fill(HttpServerRequest request, Buffer piece, AtomicLong bytes) {
        while (!request.response().closed() && !request.response().writeQueueFull()) {
            request.response().write(piece);
            bytes.addAndGet(piece.length());
        }
    }
}
