package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private static final int PER_SECOND = 10;
    private static final int BURST = 5;

    private long now = -3; // wherever the clock begins
    private final RequestRate rate = new RequestRate(PER_SECOND, BURST, () -> now);

    @Test
    void so_many_may_come_at_once_and_the_next_is_told_how_long_to_wait() {
        for (int i = 0; i < BURST; i++) {
            assertThat(rate.take("a")).isEmpty();
        }

        assertThat(rate.take("a")).contains(Duration.ofMillis(100));
        assertThat(rate.take("a")).contains(Duration.ofMillis(100));
    }

    @Test
    void who_waits_as_told_is_let_pass() {
        for (int i = 0; i < BURST; i++) {
            rate.take("a");
        }
        Duration wait = rate.take("a").orElseThrow();

        advance(wait.minusNanos(1));
        assertThat(rate.take("a")).isPresent();
        advance(Duration.ofNanos(1));
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).isPresent();
    }

    @Test
    void one_caller_takes_nothing_from_another() {
        for (int i = 0; i < BURST + 1; i++) {
            rate.take("a");
        }

        assertThat(rate.take("b")).isEmpty();
    }

    @Test
    void a_pause_allows_no_more_than_a_burst() {
        rate.take("a");
        advance(Duration.ofDays(1));

        for (int i = 0; i < BURST; i++) {
            assertThat(rate.take("a")).isEmpty();
        }
        assertThat(rate.take("a")).isPresent();
    }

    @Test
    void those_not_heard_of_for_longest_are_forgotten_first() {
        for (int i = 0; i < BURST; i++) {
            rate.take("first");
        }
        for (int i = 0; i < RequestRate.MOST_CALLERS - 1; i++) {
            rate.take("other" + i);
        }
        assertThat(rate.take("first")).isPresent(); // it is known, and the youngest again

        rate.take("one more");

        assertThat(rate.callers()).isEqualTo(RequestRate.MOST_CALLERS);
        assertThat(rate.take("first")).isPresent();
    }

    @Property
    void in_no_time_does_more_pass_than_the_burst_and_the_rate_allow(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        long began = now;
        int passed = 0;
        for (int i = 0; i < 500; i++) {
            advance(Duration.ofNanos(random.nextLong(60_000_000)));
            Optional<Duration> wait = rate.take("a");
            passed += wait.isEmpty() ? 1 : 0;
            double seconds = (now - began) / 1e9;
            assertThat(passed).isLessThanOrEqualTo((int) Math.floor(BURST + seconds * PER_SECOND));
        }
        double seconds = (now - began) / 1e9;
        assertThat(passed).isGreaterThanOrEqualTo((int) (seconds * PER_SECOND * 0.99) - 1);
    }

    private void advance(Duration time) {
        now += time.toNanos();
    }
}
