package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.testing.Property;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstsTest {
    private static final double USUAL = 0.001;
    private static final int WINDOW = 20;

    @Property
    void independent_errors_and_bursts_inside_a_tick_are_not_taken_as_bursts_across_blocks(
            long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int size = random.nextInt(1, 50);
        Bursts bursts = Bursts.NONE;
        for (int tick = 0; tick < 100_000; tick++) {
            bursts = bursts.after(stable(random.nextInt(30) == 0 ? size : 0), USUAL, 1);
        }

        assertThat(bursts.span(1)).isEqualTo(1);
    }

    @Property
    void bursts_over_several_ticks_are_noticed(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Bursts bursts = Bursts.NONE;
        int left = 0;
        for (int tick = 0; tick < 100_000; tick++) {
            left = left == 0 && random.nextInt(200) == 0 ? 6 : left;
            bursts = bursts.after(stable(left > 0 ? 2 : 0), USUAL, 1);
            left = Math.max(0, left - 1);
        }

        assertThat(bursts.span(1)).isEqualTo(10);
        assertThat(bursts.clustering()).isGreaterThan(2);
    }

    @Property
    void what_little_was_seen_is_not_taken_as_bursts(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Bursts bursts = Bursts.NONE;
        for (int tick = 0; tick < 10_000; tick++) {
            bursts = bursts.after(stable(random.nextInt(10) == 0 ? 1 : 0), USUAL, 1);
            assertThat(bursts.span(1)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 5", "5, 2", "3, 4", "22, 1"})
    void a_burst_spans_as_many_blocks_as_fit_into_ten_seconds(double block, int expected) {
        Bursts clustered =
                new Bursts(1000, 2000, 1000, 4000, Bursts.Window.EMPTY, null, null, null, false);

        assertThat(clustered.span(block)).isEqualTo(expected);
    }

    @Test
    void sums_are_those_of_the_formula_one_window_later() {
        Bursts bursts = window(window(window(Bursts.NONE, 4), 0), 2);
        assertThat(bursts.sum()).isZero();

        bursts = window(bursts, 0);

        assertThat(bursts.fine()).isCloseTo(4 + 2 - 2.0 * 4 * 2 / WINDOW, within(1e-3));
        assertThat(bursts.coarse()).isCloseTo(4, within(1e-3));
        assertThat(bursts.sum()).isCloseTo(6, within(1e-3));
    }

    @Test
    void an_outage_of_both_sides_teaches_nothing_and_neither_do_the_windows_beside_it() {
        Bursts quiet = window(window(window(Bursts.NONE, 0), 0), 0);
        Bursts beside = window(quiet, 9);

        Bursts outage = beside;
        for (int tick = 0; tick < WINDOW; tick++) {
            outage = outage.after(Tick.of(new Shown(10, 5), new Shown(90, 45)), USUAL, 1);
        }
        Bursts later = window(window(window(outage, 9), 0), 0);

        assertThat(later.sum()).isZero();
        assertThat(later.coarse()).isZero();
    }

    @Test
    void an_outage_that_the_canary_does_not_show_is_learnt() {
        Bursts bursts = window(window(Bursts.NONE, 0), 0);
        for (int tick = 0; tick < WINDOW; tick++) {
            bursts = bursts.after(Tick.of(new Shown(10, 0), new Shown(90, 45)), USUAL, 1);
        }

        assertThat(window(bursts, 0).sum()).isPositive();
    }

    /** A window in which stable has so many bad requests, one in a tick. */
    private static Bursts window(Bursts before, int bad) {
        Bursts bursts = before;
        for (int tick = 0; tick < WINDOW; tick++) {
            bursts = bursts.after(stable(tick < bad ? 1 : 0), USUAL, 1);
        }
        return bursts;
    }

    private static Tick stable(int bad) {
        return Tick.of(new Shown(10, 0), new Shown(90, bad));
    }
}
