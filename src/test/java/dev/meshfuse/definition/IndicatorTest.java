package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorTest {
    @ParameterizedTest
    @CsvSource({
        "100ms, 100, 100ms",
        "2s, 2000, 2000ms",
        "1m30s, 90000, 90000ms",
        "0.5ms, 0.5, 0.5ms",
        "2.25ms, 2.25, 2.25ms",
        "0.000001ms, 0.000001, 0.000001ms",
    })
    void a_threshold_is_in_the_unit_of_the_buckets(String text, double millis, String said) {
        Indicator.Latency latency = Indicator.Latency.parse(text);

        assertThat(latency.millis()).isEqualTo(millis);
        assertThat(latency.text()).isEqualTo(said);
        assertThat(latency.describe()).isEqualTo("latency of at most " + said);
    }

    @ParameterizedTest
    @CsvSource({"0ms", "0.0ms", "0.5s", "100", "-1ms", "0.0000001ms", ".5ms"})
    void what_is_no_threshold_is_refused(String text) {
        assertThatThrownBy(() -> Indicator.Latency.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
