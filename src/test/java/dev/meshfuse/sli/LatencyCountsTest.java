package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCountsTest {
    private static final double[] BOUNDS = {1, 2, 4};
    private static final double[] OTHERS = {2, 3};

    /** By Prometheus's histogram_quantile over buckets 1, 2, 4 and +Inf with 2, 6, 8 and 10. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.5", "0.2, 1", "0.5, 1.75", "0.6, 2", "0.7, 3", "0.8, 4", "0.95, 4"})
    void a_quantile_is_spread_evenly_within_its_bucket(double share, double millis) {
        assertThat(counts(BOUNDS, 2, 6, 8, 10).quantile(share)).hasValue(millis);
    }

    @Test
    void there_is_no_quantile_without_requests_or_without_a_common_bound() {
        assertThat(LatencyCounts.NONE.quantile(0.5)).isEmpty();
        assertThat(
                        counts(new double[] {1}, 1, 1)
                                .plus(counts(new double[] {2}, 1, 1))
                                .quantile(0.5))
                .isEmpty();
    }

    @Test
    void where_buckets_differ_a_quantile_uses_the_bounds_that_all_have() {
        LatencyCounts mixed = counts(BOUNDS, 2, 6, 8, 10).plus(counts(OTHERS, 4, 9, 10));

        assertThat(mixed.quantile(0.25)).as("rank 5 of 10 up to 2 ms").hasValue(1);
        assertThat(mixed.quantile(0.9)).as("beyond the only common bound").hasValue(2);
    }

    @Test
    void a_bound_judges_only_what_was_counted_with_it() {
        LatencyCounts mixed = counts(BOUNDS, 2, 6, 8, 10).plus(counts(OTHERS, 4, 9, 10));

        assertThat(mixed.total()).isEqualTo(20);
        assertThat(mixed.judgedBy(2)).isEqualTo(20);
        assertThat(mixed.atMost(2)).isEqualTo(10);
        assertThat(mixed.judgedBy(4)).isEqualTo(10);
        assertThat(mixed.atMost(4)).isEqualTo(8);
        assertThat(mixed.judgedBy(2.5)).isZero();
        assertThat(mixed.boundBelow(2.5)).hasValue(2);
        assertThat(mixed.boundAbove(2.5)).hasValue(3);
        assertThat(mixed.boundAbove(4)).isEmpty();
    }

    @Property
    void what_was_added_can_be_taken_back_in_any_order(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<LatencyCounts> stay = new ArrayList<>();
        List<LatencyCounts> go = new ArrayList<>();
        LatencyCounts sum = LatencyCounts.NONE;
        for (int i = 0; i < 20; i++) {
            LatencyCounts one = random.nextBoolean() ? any(BOUNDS, random) : any(OTHERS, random);
            (random.nextBoolean() ? stay : go).add(one);
            sum = sum.plus(one);
        }
        for (LatencyCounts one : go.reversed()) {
            sum = sum.plus(one.negated());
        }

        assertThat(sum).isEqualTo(stay.stream().reduce(LatencyCounts.NONE, LatencyCounts::plus));
    }

    private static LatencyCounts any(double[] bounds, RandomGenerator random) {
        long[] atMost = new long[bounds.length + 1];
        long sum = 0;
        for (int i = 0; i < atMost.length; i++) {
            sum += random.nextLong(5);
            atMost[i] = sum;
        }
        return counts(bounds, atMost);
    }

    private static LatencyCounts counts(double[] bounds, long... atMost) {
        return LatencyCounts.of(Histogram.of(bounds, atMost));
    }
}
