package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetStatusTest {
    @ParameterizedTest
    @CsvSource({
        "1, 100%",
        "0.9999, 99.9%",
        "0.987, 98.7%",
        "0, 0%",
        "-0.0001, -0.1%",
        "-12.5, -1250%",
        "-1234567.8919, -123456789.2%",
    })
    void what_is_left_is_rounded_down_to_a_tenth_of_a_percent(String ratio, String percent) {
        assertThat(
                        new BudgetStatus(Optional.of(new BigDecimal(ratio)), Optional.empty())
                                .remainingPercent())
                .contains(percent);
    }
}
