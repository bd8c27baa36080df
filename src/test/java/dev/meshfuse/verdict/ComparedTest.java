package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.testing.Property;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ComparedTest {
    @Test
    void the_interval_is_that_of_the_formula() {
        Compared.Interval interval = intervalOf(new Compared(100, 10, 900, 9));
        assertThat(interval.times()).isCloseTo(10.5 / 100.5 / (9.5 / 900.5), within(1e-9));
        double width = Math.exp(1.959964 * Math.sqrt(1 / 10.5 - 1 / 100.5 + 1 / 9.5 - 1 / 900.5));
        assertThat(interval.low()).isCloseTo(interval.times() / width, within(1e-9));
        assertThat(interval.high()).isCloseTo(interval.times() * width, within(1e-9));
    }

    @Test
    void there_is_none_before_both_sides_have_had_a_request() {
        assertThat(Compared.NONE.interval()).isNull();
        assertThat(new Compared(0, 0, 900, 9).interval()).isNull();
        assertThat(new Compared(100, 10, 0, 0).interval()).isNull();
    }

    @Test
    void without_errors_it_is_wide_and_holds_one() {
        Compared.Interval interval = intervalOf(new Compared(100, 0, 900, 0));
        assertThat(interval.low()).isLessThan(1);
        assertThat(interval.high()).isGreaterThan(1);
    }

    @Test
    void what_was_seen_is_forgotten_by_the_hour() {
        Compared seen = Compared.NONE.after(Tick.of(new Shown(10, 5), new Shown(90, 9)), 1);
        for (int second = 0; second < 3600; second++) {
            seen = seen.after(Tick.of(Shown.NOTHING, Shown.NOTHING), 1);
        }

        assertThat(seen.canaryBad()).isCloseTo(5 * Math.exp(-1), within(1e-9));
    }

    @Property
    void it_holds_the_true_ratio_nineteen_times_in_twenty(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int held = 0;
        for (int run = 0; run < 2000; run++) {
            Compared.Interval interval =
                    intervalOf(
                            new Compared(
                                    1000, bad(1000, 0.02, random), 9000, bad(9000, 0.01, random)));
            held += interval.low() <= 2 && 2 <= interval.high() ? 1 : 0;
        }

        assertThat(held / 2000.0).isBetween(0.93, 0.985);
    }

    private static Compared.Interval intervalOf(Compared compared) {
        return Objects.requireNonNull(compared.interval());
    }

    private static int bad(int requests, double ratio, RandomGenerator random) {
        int bad = 0;
        for (int i = 0; i < requests; i++) {
            bad += random.nextDouble() < ratio ? 1 : 0;
        }
        return bad;
    }
}
