package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.sli.Baseline;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counters that fall though the process lives on: a proxy forgets series that rest for long. */
class FallingCountersTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_counter_that_falls_adds_no_more_than_it_shows_and_other_targets_go_on() {
        Target falling = serve(1_000_000, 1_000_010, 3, 8);
        Target steady = serve(1_000_000, 1_000_001, 1_000_002, 1_000_003);

        try (Scraping scraping = new Scraping(List.of(falling, steady))) {
            scraping.awaitReadings(falling, 6);
            scraping.awaitReadings(steady, 6);

            assertThat(scraping.failures).isEmpty();
            assertThat(gained(scraping, falling)).isEqualTo(10 + 3 + 5);
            assertThat(gained(scraping, steady)).isEqualTo(3);
        }
    }

    private static long gained(Scraping scraping, Target target) {
        Baseline known = null;
        long gained = 0;
        for (Reading reading : scraping.readings) {
            if (reading.target().equals(target.key())) {
                Baseline.Advance advance = Baseline.advance(known, reading);
                known = advance.next();
                gained += advance.gains().stream().mapToLong(Baseline.Gain::requests).sum();
            }
        }
        return gained;
    }

    /** Shows these values one after the other, and the last for ever; its uptime rises. */
    private Target serve(long... values) {
        AtomicInteger asked = new AtomicInteger();
        int port =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            int i = asked.getAndIncrement();
                            request.response()
                                    .end(
                                            """
                                            istio_requests_total{destination_service="cart"} %d
                                            envoy_server_uptime %d
                                            """
                                                    .formatted(
                                                            values[Math.min(i, values.length - 1)],
                                                            86_400 + i));
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join()
                        .actualPort();
        return Target.parse("127.0.0.1:" + port);
    }
}
