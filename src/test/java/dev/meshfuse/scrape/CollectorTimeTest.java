package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTimeTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private Instant clock = START;
    private long nanos = Long.MAX_VALUE - 5; // a counter of nanoseconds may run over
    private final CollectorTime time = new CollectorTime(() -> clock, () -> nanos);

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT1S", "PT-1S", "PT1H", "P-1D"})
    void a_clock_that_is_set_moves_no_steady_time(Duration by) {
        pass(Duration.ofSeconds(10));
        Instant then = time.steady();
        clock = clock.plus(by);
        pass(Duration.ofSeconds(7));

        assertThat(Duration.between(then, time.steady())).isEqualTo(Duration.ofSeconds(7));
        CollectorTime.Moment now = time.now();
        assertThat(now.at()).isEqualTo(clock);
        assertThat(now.ahead()).isEqualTo(by);
        assertThat(now.told(then)).isEqualTo(now.at().minusSeconds(7));
    }

    @Test
    void a_clock_that_deviates_a_little_was_not_set() {
        pass(Duration.ofSeconds(10));
        clock = clock.plusMillis(49);

        assertThat(time.now().ahead()).isZero();
    }

    @Test
    void small_deviations_add_up_to_one_that_is_told() {
        clock = clock.plusMillis(30);
        assertThat(time.now().ahead()).isZero();
        clock = clock.plusMillis(30);
        assertThat(time.now().ahead()).isEqualTo(Duration.ofMillis(60));
    }

    @Test
    void what_one_clock_told_is_told_anew_when_it_was_set_and_what_another_told_is_not() {
        CollectorClock before = new CollectorClock(1, Duration.ofSeconds(2));
        CollectorClock now = new CollectorClock(1, Duration.ofSeconds(-5));

        assertThat(now.restate(START, before)).isEqualTo(START.minusSeconds(7));
        assertThat(now.restate(START, CollectorClock.neverSet(2))).isEqualTo(START);
    }

    private void pass(Duration by) {
        clock = clock.plus(by);
        nanos += by.toNanos();
    }
}
