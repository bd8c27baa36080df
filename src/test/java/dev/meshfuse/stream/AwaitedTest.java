package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AwaitedTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration LENGTH = Duration.ofSeconds(1);

    /** How often the clock is looked at between readings. */
    private static final int CLOCK_MILLIS = 50;

    private final Awaited awaited = new Awaited(LENGTH);
    private final List<Long> ends = new ArrayList<>();
    private long millis;

    private record Arrival(long millis, String target, long spacing) {}

    @Test
    void a_block_ends_with_the_reading_of_the_only_caller() {
        for (int second = 0; second < 5; second++) {
            read("gateway", 300 + second * 1000L, 1000);
        }

        assertThat(ends).containsExactly(300L, 1300L, 2300L, 3300L, 4300L);
    }

    @Test
    void a_block_ends_when_each_caller_was_read_once() {
        for (int second = 0; second < 5; second++) {
            read("one", 100 + second * 1000L, 1000);
            read("two", 200 + second * 1000L, 1000);
            read("three", 400 + second * 1000L, 1000);
        }

        assertThat(ends).endsWith(2400L, 3400L, 4400L);
    }

    @Test
    void callers_that_are_read_at_one_instant_are_taken_together() {
        for (int second = 0; second < 4; second++) {
            read("one", second * 1000L, 1000);
            boolean endedWithTheFirst = endsContain(second * 1000L) && second > 0;
            assertThat(endedWithTheFirst).isFalse();
            read("two", second * 1000L, 1000);
        }

        assertThat(ends).endsWith(1000L, 2000L, 3000L);
    }

    @Test
    void a_reading_that_is_missing_is_waited_for_no_longer_than_the_grace_and_only_once() {
        for (int second = 0; second < 3; second++) {
            read("one", second * 1000L, 1000);
            read("two", 100 + second * 1000L, 1000);
        }
        read("one", 3000, 1000);
        pass(3350);
        assertThat(ends).endsWith(2100L, 3350L);

        read("one", 4000, 1000);
        read("one", 5000, 1000);
        read("one", 6000, 1000);
        assertThat(ends).endsWith(5000L, 6000L);
    }

    @Test
    void a_reading_that_comes_too_late_counts_in_the_next_block() {
        for (int second = 0; second < 3; second++) {
            read("one", second * 1000L, 1000);
            read("two", 100 + second * 1000L, 1000);
        }
        read("one", 3000, 1000);
        read("two", 3600, 1500);
        read("one", 4000, 1000);

        assertThat(ends).endsWith(2100L, 3350L, 4000L);
    }

    @Test
    void a_target_that_is_gone_is_not_waited_for() {
        for (int second = 0; second < 3; second++) {
            read("one", second * 1000L, 1000);
            read("two", 100 + second * 1000L, 1000);
        }
        awaited.gone("two");
        read("one", 3000, 1000);

        assertThat(ends).endsWith(2100L, 3000L);
    }

    @Test
    void a_target_that_is_read_every_five_seconds_is_waited_for_only_when_it_is_due() {
        for (int second = 0; second < 12; second++) {
            read("often", second * 1000L, 1000);
            if (second % 5 == 0) {
                read("seldom", 200 + second * 1000L, 5000);
            }
        }

        assertThat(ends).contains(3000L, 4000L, 5200L, 7000L, 8000L, 9000L, 10_200L);
    }

    @Test
    void a_service_that_nobody_tells_of_has_blocks_by_the_clock() {
        pass(3000);

        assertThat(ends).containsExactly(1050L, 2050L);
    }

    @Test
    void readings_that_come_earlier_from_now_on_are_soon_met_again() {
        for (int second = 0; second < 4; second++) {
            read("late", 100 + second * 1000L, 1000);
            read("last", 900 + second * 1000L, 1000);
        }
        awaited.gone("last");
        for (int second = 4; second < 12; second++) {
            read("late", 100 + second * 1000L, 1000);
        }

        assertThat(ends).endsWith(8100L, 9100L, 10_100L, 11_100L);
    }

    @Test
    void a_clock_that_is_set_back_costs_no_more_than_a_block() {
        for (int second = 10; second < 14; second++) {
            read("one", second * 1000L, 1000);
        }
        ends.clear();
        millis = 0;
        read("one", 500, 1000);
        read("one", 1500, 1000);
        read("one", 2500, 1000);

        assertThat(ends).endsWith(1500L, 2500L);
    }

    /** Validity of the tests rests on it: they allow for one block in a length. */
    @Property
    void there_are_never_more_blocks_in_a_time_than_it_has_lengths_and_two(long seed) {
        run(new SplittableRandom(seed));

        for (int from = 0; from < ends.size(); from++) {
            for (int to = from; to < ends.size(); to++) {
                long lengths = (ends.get(to) - ends.get(from)) / LENGTH.toMillis();
                assertThat(to - from + 1L)
                        .as("blocks from %d to %d ms", ends.get(from), ends.get(to))
                        .isLessThanOrEqualTo(lengths + 2);
            }
        }
    }

    @Property
    void no_block_is_longer_than_its_length_and_the_grace(long seed) {
        run(new SplittableRandom(seed));

        long longest = LENGTH.plus(Awaited.GRACE).toMillis() + CLOCK_MILLIS;
        for (int i = 1; i < ends.size(); i++) {
            assertThat(ends.get(i) - ends.get(i - 1)).isLessThanOrEqualTo(longest);
        }
    }

    /** Callers with a place of their own in the second, late, missing, read twice, coming back. */
    private void run(RandomGenerator random) {
        PriorityQueue<Arrival> arrivals =
                new PriorityQueue<>((a, b) -> Long.compare(a.millis(), b.millis()));
        for (int caller = 0; caller < random.nextInt(1, 8); caller++) {
            long spacing = random.nextInt(4) == 0 ? 5000 : random.nextInt(6) == 0 ? 400 : 1000;
            long last = 0;
            for (long at = random.nextInt(1000); at < 30_000; at += spacing) {
                if (random.nextInt(10) > 0) {
                    long late = random.nextInt(5) == 0 ? random.nextInt(600) : 0;
                    arrivals.add(new Arrival(at + late, "caller-" + caller, at - last));
                    last = at;
                }
            }
        }
        while (!arrivals.isEmpty()) {
            Arrival next = arrivals.remove();
            read(next.target(), next.millis(), next.spacing());
        }
    }

    private void read(String target, long at, long spacing) {
        pass(at);
        awaited.read(target, Duration.ofMillis(spacing), now());
        if (awaited.isComplete(now())) {
            end();
        }
    }

    /** The clock is looked at until then. */
    private void pass(long until) {
        for (long next = millis + CLOCK_MILLIS - millis % CLOCK_MILLIS;
                next <= until;
                next += CLOCK_MILLIS) {
            millis = next;
            if (awaited.isOver(now())) {
                end();
            }
        }
        millis = until;
    }

    private void end() {
        awaited.closed(now());
        ends.add(millis);
    }

    private boolean endsContain(long at) {
        return ends.contains(at);
    }

    private Instant now() {
        return START.plusMillis(millis);
    }
}
