package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Sli;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Windows against a reference that keeps every event: increments in any order, as late as they are
 * kept, restarts at any point, windows that come and go.
 */
class WindowsPropertyTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration KEPT = Duration.ofDays(30);
    private static final List<Slo> SLOS = List.of(Shop.slo(), latency());

    /** Each edge of the ladder, one part below and above, and what people use. */
    private static final List<Duration> LENGTHS =
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Duration.ofSeconds(3610),
                    Duration.ofSeconds(6 * 3600 - 10),
                    Duration.ofHours(6),
                    Duration.ofSeconds(6 * 3600 + 50),
                    Duration.ofHours(24),
                    Duration.ofSeconds(24 * 3600 + 10),
                    Duration.ofDays(3),
                    Duration.ofSeconds(3 * 24 * 3600 + 1230),
                    Duration.ofDays(7),
                    Duration.ofDays(30));

    private final HeapSlots store = new HeapSlots();
    private final EveryEvent events = new EveryEvent();
    private final Set<Duration> windows = new TreeSet<>(LENGTHS.subList(1, 3));
    private RollingCounts counts = new RollingCounts(store, windows);
    private Instant now = START;

    @Property
    void every_window_holds_what_the_sum_of_all_events_in_it_says(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        advance();
        for (int i = 0; i < 120; i++) {
            step(random);
            if (i % 4 == 0) {
                assertSame();
            }
        }
        assertSame();
        assertThat(store.size()).isLessThanOrEqualTo(1716 + 70);
    }

    private void step(RandomGenerator random) {
        switch (random.nextInt(12)) {
            case 0 -> {
                counts = new RollingCounts(store, windows);
                counts.advance(now);
            }
            case 1 -> {
                windows.add(LENGTHS.get(random.nextInt(LENGTHS.size())));
                counts.keep(windows);
            }
            case 2 -> {
                windows.remove(LENGTHS.get(random.nextInt(LENGTHS.size())));
                counts.keep(windows);
            }
            case 3, 4, 5 -> {
                now = now.plusMillis(random.nextLong(upTo(random)));
                advance();
            }
            default -> add(random);
        }
    }

    /** Mostly seconds, sometimes weeks. */
    private static long upTo(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> Duration.ofDays(random.nextInt(1, 12)).toMillis();
            case 1 -> Duration.ofHours(8).toMillis();
            case 2 -> Duration.ofMinutes(90).toMillis();
            default -> Duration.ofSeconds(40).toMillis();
        };
    }

    private void advance() {
        counts.advance(now);
        events.advance(now);
    }

    private void add(RandomGenerator random) {
        boolean late = random.nextInt(3) == 0;
        Instant at =
                now.plusSeconds(20).minusMillis(random.nextLong(late ? 2 * upTo(random) : 30_000));
        Instant since =
                at.minusMillis(random.nextLong(-1000, random.nextInt(8) == 0 ? 8_000_000 : 20_000));
        List<EveryEvent.Gain> gains = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            gains.add(gain(random));
        }
        Spread spread = counts.spread(since, at);
        List<Tally> shares = spread.empty();
        for (EveryEvent.Gain gain : gains) {
            Spread.add(
                    gain.request(), spread.of(gain.count()), spread.of(gain.durations()), shares);
        }
        counts.add(spread, shares);
        events.add(since, at, gains, KEPT);
    }

    private static EveryEvent.Gain gain(RandomGenerator random) {
        int code = 200 + 100 * random.nextInt(4);
        return new EveryEvent.Gain(
                new RequestClass(code, -1, false, random.nextInt(4) == 0, random.nextBoolean()),
                random.nextLong(1000),
                List.of(random.nextLong(20), random.nextLong(3), random.nextLong(200)));
    }

    private void assertSame() {
        for (Duration window : windows) {
            Tally expected = events.tally(window);
            assertThat(counts.tally(window)).as("window %s", window).isEqualTo(expected);
            Instant atEnd = now.plusSeconds(10);
            assertThat(counts.covered(window, atEnd)).isEqualTo(events.read(window));
            for (Slo slo : SLOS) {
                assertThat(counts.seenBy(slo).sli(window)).isEqualTo(Sli.of(expected, slo));
            }
        }
    }

    private static Slo latency() {
        return new Slo(
                Shop.id("cart-latency"),
                1,
                Shop.CART,
                Indicator.Latency.parse("100ms"),
                Objective.parse("99%"),
                KEPT,
                CountingPolicy.DEFAULT,
                Alerting.GOOGLE_SRE);
    }
}
