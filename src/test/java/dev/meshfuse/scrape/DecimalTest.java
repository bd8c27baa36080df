package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Property;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
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
        "9223372036854775807.000, 9223372036854775807",
        "00000000000000000000000000000000042, 42",
        "922337203685477580700e-2, 9223372036854775807",
        "0.000000000000000000000000012e27, 12",
        "0e9999, 0",
        "-0.0e-5, 0",
        ".5e1, 5",
    })
    void a_whole_number_is_read_exactly(String text, long expected) {
        assertThat(Decimal.count(text)).isEqualTo(expected);
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
                "1e-9999",
                "1e",
                "1e+",
                "1.2.3",
                "9223372036854775807.1",
                "0.1e0",
                "92233720368547758070e-2",
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
        assertThat(Decimal.count(text)).isEqualTo(Decimal.NO_COUNT);
    }

    @ParameterizedTest
    @CsvSource({
        "250, 250",
        "250.0, 250",
        "2.5e2, 250",
        "+Inf, Infinity",
        "inf, Infinity",
        "-INFINITY, -Infinity",
        "-5e-324, -4.9E-324",
        "9.999999999999999e-10, 9.999999999999999E-10",
        "1e999, Infinity",
    })
    void a_bound_is_read_as_the_nearest_number(String text, double expected) {
        assertThat(Decimal.number(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "NaN", "Infinit", "Infinityx", "1d", "0x10", " 1", "1_0", "+", "e3"})
    void what_is_no_bound_is_not_a_number(String text) {
        assertThat(Decimal.number(text)).isNaN();
    }

    @Property
    void a_count_is_what_exact_arithmetic_makes_of_it(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            String text = number(random);
            BigDecimal exact = new BigDecimal(text);
            boolean isCount =
                    exact.signum() >= 0
                            && exact.stripTrailingZeros().scale() <= 0
                            && exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;

            assertThat(Decimal.count(text))
                    .as(text)
                    .isEqualTo(isCount ? exact.longValueExact() : Decimal.NO_COUNT);
        }
    }

    private static String number(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        text.append(List.of("", "", "", "-", "+").get(random.nextInt(5)));
        digits(text, random, random.nextInt(1, 22));
        if (random.nextBoolean()) {
            text.append('.');
            digits(text, random, random.nextInt(12));
        }
        if (random.nextInt(3) == 0) {
            text.append('e').append(random.nextInt(-25, 25));
        }
        return text.toString();
    }

    private static void digits(StringBuilder text, RandomGenerator random, int count) {
        for (int i = 0; i < count; i++) {
            text.append(random.nextInt(3) == 0 ? random.nextInt(10) : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void a_number_written_longer_than_any_proxy_does_is_refused(int length) {
        assertThat(Decimal.count("0".repeat(length))).isEqualTo(Decimal.NO_COUNT);
    }
}
