package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.testing.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Targets that leave the list. Nobody answers at them, which makes no difference. */
class LeavingTargetsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Target STAYS = Target.parse("127.0.0.1:1");
    private static final Target LEAVES = Target.parse("127.0.0.1:2");

    private volatile Instant now = START;
    private volatile List<Target> listed = List.of(STAYS, LEAVES);

    /** How often the list was looked at. */
    private final AtomicInteger looks = new AtomicInteger();

    private volatile boolean mine = true;

    @Test
    void a_target_that_left_is_said_to_be_gone_once_with_the_time_it_left() {
        try (Scraping scraping = begin()) {
            listed = List.of(STAYS);
            awaitLook();
            pass(ScrapeLoop.GONE_AFTER.minusMillis(1));
            assertThat(scraping.gone).as("the list may be short for a moment").isEmpty();

            pass(Duration.ofMillis(1));
            pass(Duration.ofHours(1));

            assertThat(scraping.gone).containsExactly(new Scraping.Gone(LEAVES.key(), START));
        }
    }

    @Test
    void a_list_that_flaps_makes_no_target_gone() {
        try (Scraping scraping = begin()) {
            for (int i = 0; i < 3; i++) {
                listed = List.of(STAYS);
                awaitLook();
                pass(ScrapeLoop.GONE_AFTER.minusMillis(1));
                listed = List.of(STAYS, LEAVES);
                awaitLook();
            }
            pass(Duration.ofHours(1));

            assertThat(scraping.gone).isEmpty();
        }
    }

    @Test
    void another_replicas_target_is_its_to_tell_of() {
        mine = false;
        try (Scraping scraping = begin()) {
            listed = List.of(STAYS);
            awaitLook();
            pass(Duration.ofHours(1));

            assertThat(scraping.gone).isEmpty();
        }
    }

    @Test
    void a_target_that_another_replica_reads_now_is_not_gone() {
        try (Scraping scraping = begin()) {
            mine = false;
            awaitLook();
            pass(Duration.ofHours(1));

            assertThat(scraping.gone).isEmpty();
        }
    }

    @Test
    void the_end_of_the_program_makes_no_target_gone() {
        Scraping scraping = begin();
        scraping.close();

        assertThat(scraping.gone).isEmpty();
    }

    @Test
    void what_the_broker_did_not_take_is_said_again() {
        try (Scraping scraping = begin()) {
            scraping.storesGone = false;
            listed = List.of(STAYS);
            awaitLook();
            pass(ScrapeLoop.GONE_AFTER);
            await().atMost(Scraping.PATIENCE).until(() -> scraping.gone.size() > 2);
            scraping.storesGone = true;
            awaitLook();
            int said = scraping.gone.size();
            pass(Duration.ofHours(1));

            assertThat(scraping.gone)
                    .hasSize(said)
                    .containsOnly(new Scraping.Gone(LEAVES.key(), START));
        }
    }

    private Scraping begin() {
        CollectorTime time = Clocks.neverSet(() -> now);
        Shards shards = target -> mine;
        Scraping scraping = new Scraping(this::look, shards, time, reading -> {});
        awaitLook();
        return scraping;
    }

    private List<Target> look() {
        looks.incrementAndGet();
        return listed;
    }

    private void pass(Duration time) {
        now = now.plus(time);
        awaitLook();
    }

    /** The third from now began when the second had ended, which began after now. */
    private void awaitLook() {
        int before = looks.get();
        await().atMost(Scraping.PATIENCE).until(() -> looks.get() >= before + 3);
    }
}
