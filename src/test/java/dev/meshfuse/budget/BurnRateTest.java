package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurnRateTest {
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # good, bad, excluded, objective, bad ratio, burn rate
                    999,    1,   0,        99.9%,     0.001,     1
                    1000,   0,   0,        99.9%,     0,         0
                    0,      7,   0,        99.9%,     1,         1000
                    9856,   144, 0,        99.9%,     0.0144,    14.4
                    9,      1,   90,       99%,       0.1,       10
                    999,    1,   0,        99.999%,   0.001,     100
                    """)
    void burn_is_the_bad_ratio_over_the_allowed_one_exactly(
            long good,
            long bad,
            long excluded,
            String objective,
            BigDecimal ratio,
            BigDecimal burn) {
        Counts counts = new Counts(good, bad, excluded);

        assertThat(BurnRate.badRatio(counts).orElseThrow()).isEqualByComparingTo(ratio);
        assertThat(BurnRate.of(counts, Objective.parse(objective)).orElseThrow())
                .isEqualByComparingTo(burn);
    }

    @Test
    void a_ratio_without_an_end_is_cut_at_sixteen_digits() {
        assertThat(BurnRate.badRatio(new Counts(2, 1, 0)))
                .contains(new BigDecimal("0.3333333333333333"));
    }

    @Test
    void without_requests_there_is_no_burn_rate_neither_0_nor_1() {
        Counts onlyExcluded = new Counts(0, 0, 5);

        assertThat(BurnRate.badRatio(onlyExcluded)).isEmpty();
        assertThat(BurnRate.of(onlyExcluded, Objective.parse("99.9%"))).isEmpty();
    }
}
