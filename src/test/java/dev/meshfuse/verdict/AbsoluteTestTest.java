package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbsoluteTestTest {
    /** At 99.9 %, 14.4 times the allowed ratio, one false alarm in 30 days, blocks of 1 s. */
    private static final AbsoluteTest FRESH = fresh(Duration.ofSeconds(1));

    /** Computed twice by implementations independent of this one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0/10 5/10 10/10 11/11 9/9 0/10 | 0.000000 12.411301 17.154451 17.377378 17.377378 16.399527
                    2/10 3/12 1/8 0/10             | 2.672785 8.213741 9.153488 7.453950
                    10/10 10/10 10/10 0/10 0/10    | 16.876435 17.161648 17.377378 16.399527 16.007048
                    1/1 2/2 1/1                    | 2.821379 10.193048 14.064613
                    10/10 10/10 1/10 0/10          | 16.876435 17.161648 16.883982 15.828527
                    """)
    void evidence_after_each_block_is_that_of_the_procedure(String blocks, String evidence) {
        List<Double> seen = new ArrayList<>();
        AbsoluteTest test = FRESH;
        for (String block : blocks.split(" ", -1)) {
            String[] badOf = block.split("/", 2);
            test = test.step(Long.parseLong(badOf[1]), Long.parseLong(badOf[0]));
            seen.add(test.evidence());
        }

        String[] expected = evidence.split(" ", -1);
        assertThat(seen).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(seen.get(i)).isCloseTo(Double.parseDouble(expected[i]), within(5e-7));
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 14.767940", "PT2S, 14.074793", "PT5S, 13.158502"})
    void the_threshold_is_the_log_of_the_number_of_blocks_in_a_period(
            Duration block, double expected) {
        assertThat(fresh(block).threshold()).isCloseTo(expected, within(5e-7));
    }

    @Test
    void the_limit_is_the_burn_limit_times_the_allowed_ratio() {
        assertThat(FRESH.limitRatio()).isEqualTo(0.0144);
    }

    @Test
    void a_test_that_has_seen_nothing_says_nothing() {
        assertThat(FRESH.evidence()).isZero();
        assertThat(FRESH.fires()).isFalse();
        assertThat(FRESH.step(10, 10).fromZero()).isEqualTo(FRESH);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 0.95, 1, 14.4, Double.NaN, Double.POSITIVE_INFINITY})
    void a_limit_that_nothing_could_exceed_with_confidence_is_refused(double limit) {
        assertThatThrownBy(() -> new AbsoluteTest(limit, 14, List.of(0.0, 0.0, 0.0, 0.0, 0.0)))
                .hasMessageContaining("must be below 0.95");
    }

    @Test
    void evidence_is_bounded_so_that_a_long_failure_is_forgotten_as_fast_as_a_short_one() {
        AbsoluteTest brief = failing(20);
        AbsoluteTest lasting = failing(20_000);

        assertThat(lasting.evidence()).isEqualTo(brief.evidence());
    }

    @Property
    void healthy_traffic_never_fires(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int requestsPerBlock = random.nextInt(1, 200);
        AbsoluteTest test = FRESH;
        for (int block = 0; block < 20_000; block++) {
            test = test.step(requestsPerBlock, bad(requestsPerBlock, 0.0144 / 3, random));
            assertThat(test.fires()).isFalse();
        }
    }

    @Property
    void a_total_failure_fires_within_three_seconds_at_ten_requests_a_second(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        AbsoluteTest test = FRESH;
        for (int block = 0; block < 3600; block++) {
            test = test.step(10, bad(10, 0.001, random));
        }

        assertThat(test.step(10, 10).step(10, 10).step(10, 10).fires()).isTrue();
    }

    private static long bad(int requests, double ratio, RandomGenerator random) {
        long bad = 0;
        for (int i = 0; i < requests; i++) {
            bad += random.nextDouble() < ratio ? 1 : 0;
        }
        return bad;
    }

    private static AbsoluteTest failing(int blocks) {
        AbsoluteTest test = FRESH;
        for (int i = 0; i < blocks; i++) {
            test = test.step(10, 10);
        }
        return test;
    }

    private static AbsoluteTest fresh(Duration block) {
        return AbsoluteTest.start(Objective.parse("99.9%"), FusePolicy.DEFAULT, block);
    }
}
