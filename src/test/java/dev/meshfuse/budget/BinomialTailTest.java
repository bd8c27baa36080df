package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.testing.Property;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTailTest {
    /** The smallest number of bad requests that is no chance, at 14.4 times 0.1 % and 1 in 100. */
    @ParameterizedTest
    @CsvSource({"10, 2", "50, 4", "100, 6", "500, 15", "1000, 25", "10000, 173"})
    void so_many_bad_requests_are_needed(long requests, long least) {
        assertThat(BinomialTail.atLeast(requests, least, 0.0144)).isLessThanOrEqualTo(0.01);
        assertThat(BinomialTail.atLeast(requests, least - 1, 0.0144)).isGreaterThan(0.01);
    }

    @Property
    void it_is_the_sum_of_the_probabilities(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(300);
        int k = random.nextInt(n + 1);
        double p = Math.pow(10, -4 * random.nextDouble()) * 0.999;

        double exact = exact(n, k, p);

        assertThat(BinomialTail.atLeast(n, k, p))
                .as("n=%d k=%d p=%s", n, k, p)
                .isCloseTo(exact, within(1e-11 * Math.max(exact, 1e-4)));
    }

    @Property
    void one_more_bad_request_is_less_probable(long seed) {
        Random random = new Random(seed);
        long n = 1 + (long) Math.pow(10, 1 + 8 * random.nextDouble());
        double p = Math.pow(10, -1 - 4 * random.nextDouble());
        double deviation = Math.sqrt(n * p * (1 - p));
        double last = 1;
        for (int step = -3; step <= 6; step++) {
            long k = Math.clamp((long) (n * p + step * deviation), 0, n);
            double tail = BinomialTail.atLeast(n, k, p);
            assertThat(tail).isBetween(0.0, last);
            last = tail;
        }
    }

    /** The normal approximation is good to some percent there. */
    @Test
    void very_many_requests_are_no_trouble() {
        long n = 4_000_000_000L;
        double deviation = Math.sqrt(n * 0.001 * 0.999);

        assertThat(BinomialTail.atLeast(n, (long) (4_000_000 + 2 * deviation), 0.001))
                .isCloseTo(0.02275, within(0.0003));
        assertThat(BinomialTail.atLeast(n, 4_000_000, 0.001)).isCloseTo(0.5, within(0.001));
    }

    @Test
    void the_ends_are_certain() {
        assertThat(BinomialTail.atLeast(0, 0, 0.5)).isEqualTo(1);
        assertThat(BinomialTail.atLeast(10, 0, 0.1)).isEqualTo(1);
        assertThat(BinomialTail.atLeast(3, 3, 0.1)).isCloseTo(0.001, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"10, 11, 0.1", "10, -1, 0.1", "10, 1, 0", "10, 1, 1", "10, 1, NaN"})
    void what_is_no_test_is_refused(long n, long k, double p) {
        assertThatIllegalArgumentException().isThrownBy(() -> BinomialTail.atLeast(n, k, p));
    }

    private static double exact(int n, int k, double p) {
        BigDecimal good = BigDecimal.ONE.subtract(new BigDecimal(p));
        BigDecimal sum = BigDecimal.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int j = 0; j <= n; j++) {
            if (j >= k) {
                sum =
                        sum.add(
                                new BigDecimal(choose)
                                        .multiply(power(new BigDecimal(p), j))
                                        .multiply(power(good, n - j)));
            }
            choose = choose.multiply(BigInteger.valueOf(n - j)).divide(BigInteger.valueOf(j + 1L));
        }
        return sum.doubleValue();
    }

    private static BigDecimal power(BigDecimal base, int exponent) {
        return base.pow(exponent, new MathContext(60));
    }
}
