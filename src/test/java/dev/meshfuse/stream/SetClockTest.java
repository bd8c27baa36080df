package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Clocks;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One machine collects and counts, and its clock is set at any moment of the lives of two proxies:
 * a caller's and its server's, which report the same requests.
 */
class SetClockTest extends OfCart {
    /**
     * Where stable has no requests to compare with, users are said to be hurt after ten seconds.
     */
    private static final int BLOCKS_OF_A_VERDICT = 40;

    /** The longest window: what a clock that is set forward by more leaves behind. */
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Proxy caller = new Proxy("caller", Requests.toCart());
    private final Proxy server = new Proxy("server", Requests.toCart().reporter("destination"));
    private final List<Output> said = new ArrayList<>();
    private Duration set = Duration.ZERO;
    private long served;

    /** A proxy that began after its target was watched, and what its scrapes left. */
    private final class Proxy {
        final String name;
        final Requests requests;
        @Nullable Baseline known;
        Instant startedAt = START.plusSeconds(4);
        Instant readAt = START;
        long counter;
        long scrapes;

        Proxy(String name, Requests requests) {
            this.name = name;
            this.requests = requests;
        }

        void scrape() {
            readAt = now;
            Reading reading =
                    new Reading(
                            name,
                            name,
                            null,
                            new CollectorClock(1000, set),
                            ++scrapes,
                            now.plus(set),
                            START.plus(set),
                            Duration.between(startedAt, now).toSeconds(),
                            true,
                            "/stats",
                            List.of(Shown.requests(name, requests.labels(), counter)));
            Baseline.Advance advance = Baseline.advance(known, reading);
            known = advance.next();
            ServiceIncrements.group(reading, advance, Shop.CLUSTER, Definitions.NONE)
                    .forEach(added -> ledger.take(added, now.plus(set), DEFINED));
        }

        /** All it served was read. */
        void restart() {
            scrape();
            counter = 0;
            pass(5);
            startedAt = now;
        }
    }

    @Property
    void requests_are_counted_once_whatever_the_clock_is_set_to(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        pass(5);
        for (int i = 0; i < 120; i++) {
            live(random);
            Duration by = Clocks.anySetting(random);
            boolean setRight = !set.plus(by).isPositive();
            set = setRight || by.compareTo(WINDOW) < 0 ? set.plus(by) : set;
        }
        caller.scrape();
        server.scrape();
        pass(1);

        assertThat(counts(said)).isEqualTo(new Counts(served, 0, 0));
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT1H", "P1D"})
    void windows_begin_anew_with_what_is_read_after_the_clock_is_set_far_forward(Duration by) {
        RandomGenerator random = new SplittableRandom(7);
        pass(5);
        for (int i = 0; i < 60; i++) {
            live(random);
        }
        caller.scrape();
        long before = served;
        set = by;
        for (int i = 0; i < 60; i++) {
            live(random);
        }
        caller.scrape();
        pass(1);

        assertThat(served).isGreaterThan(before);
        SloState.Window hour = state(said).windows().get(2);
        assertThat(hour.length()).isEqualTo(Duration.ofHours(1));
        assertThat(hour.counts()).isEqualTo(new Counts(served - before, 0, 0));
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT10S", "PT-10S", "PT1H", "PT-1H", "P1D", "P-1D"})
    void failures_are_evidence_also_when_the_clock_was_set(Duration by) {
        Proxy failing = new Proxy("failing", Requests.toCanary().code("503"));
        pass(30);
        failing.scrape();
        set = by;
        pass(1);
        for (int block = 0; block < BLOCKS_OF_A_VERDICT; block++) {
            failing.counter += 20;
            failing.scrape();
            pass(1);
        }

        assertThat(breaches(said)).hasSize(1);
    }

    private void live(RandomGenerator random) {
        pass(1);
        long requests = random.nextLong(20);
        caller.counter += requests;
        server.counter += requests;
        served += requests;
        scrapeIfDue(caller, random);
        scrapeIfDue(server, random);
        switch (random.nextInt(40)) {
            case 0 -> caller.restart();
            case 1 -> server.restart();
            default -> {}
        }
    }

    private void scrapeIfDue(Proxy proxy, RandomGenerator random) {
        if (random.nextInt(4) == 0 || proxy.readAt.plusSeconds(10).isBefore(now)) {
            proxy.scrape();
        }
    }

    /** Time passes, and blocks are closed. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            said.addAll(ledger.closeBlock(now.plus(set), DEFINED));
        }
    }
}
