package dev.meshfuse.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void without_options_all_rows_are_measured_both_ways() {
        Options options = Options.parse(List.of());

        assertThat(options.fleet()).hasToString("[200 @ 5s, 1000 @ 15s, 50 @ 1s]");
        assertThat(options.full()).isTrue();
        assertThat(options.filtered()).isTrue();
        assertThat(options.prometheus()).isEqualTo(Options.Prometheus.AUTO);
    }

    @Test
    void options_are_taken_as_they_are_given() {
        Options options =
                Options.parse(
                        List.of(
                                "--fleet",
                                "7@2s",
                                "--duration",
                                "30m",
                                "--full",
                                "--set",
                                "a=b=c",
                                "--java",
                                "-Xmx1g",
                                "--no-prometheus"));

        assertThat(options.fleet()).containsExactly(new Options.Part(7, Duration.ofSeconds(2)));
        assertThat(options.duration()).isEqualTo(Duration.ofMinutes(30));
        assertThat(options.full()).isTrue();
        assertThat(options.filtered()).isFalse();
        assertThat(options.settings()).containsExactly("a=b=c");
        assertThat(options.java()).last().isEqualTo("-Xmx1g");
        assertThat(options.prometheus()).isEqualTo(Options.Prometheus.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--what",
                "--fleet",
                "--fleet 0@5s",
                "--fleet 10000@5s",
                "--fleet 5@5",
                "--fleet 5@5s,",
                "--duration 0s",
                "--duration 5h",
                "--set key",
            })
    void what_makes_no_sense_is_refused_by_its_name(String line) {
        List<String> words = List.of(line.split(" ", -1));

        assertThatThrownBy(() -> Options.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words.getFirst());
    }
}
