package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "30d, PT720H, 30d",
        "4w2d, PT720H, 30d",
        "1h30m, PT1H30M, 1h30m",
        "90m, PT1H30M, 1h30m",
        "100ms, PT0.1S, 100ms",
        "1m5s, PT1M5S, 1m5s",
        "0s, PT0S, 0s",
        "1y, PT8760H, 365d",
    })
    void a_duration_is_read_and_written_back(String text, Duration expected, String shortest) {
        Duration duration = Durations.parse(text);

        assertThat(duration).isEqualTo(expected);
        assertThat(Durations.format(duration)).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "d", "1.5h", "-1h", "1m1h", "1h1h", " 1h", "P30D", "9999999999d"})
    void what_is_no_duration_is_refused_with_examples(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .hasMessage("'" + text + "' is not a duration such as 30d, 1h30m or 100ms");
    }
}
