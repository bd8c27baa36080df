package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterValueTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "+1, 1",
        "-0, 0",
        "007, 7",
        "1e3, 1000",
        "1E+3, 1000",
        "1.5e1, 15",
        "10e-1, 1",
        "12., 12",
        "12.0, 12",
        "1234567.0000000000000000000000000, 1234567",
        "9007199254740993, 9007199254740993",
        "9.007199254740993e15, 9007199254740993",
        "9223372036854775807, 9223372036854775807",
    })
    void a_whole_number_is_read_exactly(String text, long expected) {
        assertThat(CounterValue.parse(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "-1",
                "0.5",
                "1e-1",
                "429.54999999999995452526491135358810424805",
                "9223372036854775808",
                "18446744073709551615",
                "12345678901234567890123456789012",
                "1e19",
                "1e999",
                "1e9999",
                "NaN",
                "+Inf",
                "-Inf",
                "Infinity",
                "0x10",
                "0x1p4",
                "1d",
                "1f",
                "1L",
                "1_0",
                "1,0",
                "e3",
                ".",
                "--1",
                "١",
            })
    void what_is_no_count_of_whole_things_is_refused(String text) {
        assertThat(CounterValue.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void a_number_written_longer_than_any_proxy_does_is_refused(int length) {
        assertThat(CounterValue.parse("0".repeat(length))).isEmpty();
    }
}
