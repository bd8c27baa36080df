package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More targets than can be read at once. */
class CrowdTest {
    private static final int LANES = Runtime.getRuntime().availableProcessors();
    private static final String BODY = "istio_requests_total 7\nenvoy_server_uptime 60\n";

    /** Places of all lanes, as often as they can be lost, and those that are just closed. */
    private static final int MOST = (Scrape.CHECKS + 2) * Lane.BODIES_AT_ONCE * LANES;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void of_many_targets_few_are_asked_at_a_time_and_all_are_read() {
        Queue<HttpServerRequest> waiting = new ArrayDeque<>();
        List<Target> targets =
                serve(
                        150 * LANES,
                        request -> {
                            hang(request);
                            waiting.add(request);
                        });
        vertx.setPeriodic(
                20,
                id -> {
                    for (int i = 0; i < LANES && !waiting.isEmpty(); i++) {
                        answer(waiting.remove());
                    }
                });

        try (Scraping scraping = new Scraping(targets)) {
            await().atMost(Scraping.PATIENCE).until(() -> readBy(scraping) == targets.size());

            assertThat(most.get()).isLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void targets_that_hang_lose_their_places_to_those_that_are_well() {
        List<Target> targets = new CopyOnWriteArrayList<>(serve(100 * LANES, this::hang));
        Target good = serve(1, request -> request.response().end(BODY)).getFirst();

        try (Scraping scraping = new Scraping(() -> targets, Map.of())) {
            await().atMost(Scraping.PATIENCE).until(() -> open.get() >= Lane.BODIES_AT_ONCE);
            targets.add(good);
            scraping.awaitReadings(good, 1);
            scraping.awaitFailures(1);

            assertThat(scraping.failures)
                    .allSatisfy(failed -> {
                        assertThat(failed.target()).isNotEqualTo(good);
                        assertThat(failed.failure().kind()).isEqualTo(Kind.TIMEOUT);
                    });
            assertThat(most.get()).isLessThanOrEqualTo(MOST);
        }
    }

    private void hang(HttpServerRequest request) {
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        AtomicBoolean counted = new AtomicBoolean(true);
        Handler<Void> over =
                ended -> {
                    if (counted.getAndSet(false)) {
                        open.decrementAndGet();
                    }
                };
        request.response().endHandler(over).closeHandler(over);
    }

    private static long readBy(Scraping scraping) {
        return scraping.readings.stream().map(Reading::target).collect(Collectors.toSet()).size();
    }

    private static void answer(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().end(BODY);
        }
    }

    /** Targets with one server in common. */
    private List<Target> serve(int count, Handler<HttpServerRequest> answer) {
        int port =
                vertx.createHttpServer()
                        .requestHandler(answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            targets.add(Target.parse("127.0.0.1:" + port + "/stats/" + i));
        }
        return targets;
    }
}
