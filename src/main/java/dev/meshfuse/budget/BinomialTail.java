package dev.meshfuse.budget;

/**
 * How probable it is that at least so many of independent requests are bad: the p-value of the
 * exact one-sided binomial test.
 *
 * <pre>
 *   P(X >= k | n, p) = I_p(k, n-k+1)                     regularized incomplete beta function
 *                    = (1-p) C(n,k) p^k (1-p)^(n-k) F    F: continued fraction, modified Lentz
 * </pre>
 *
 * <p>Sources: NIST Digital Library of Mathematical Functions, 8.17.5 and 8.17.22; the binomial
 * probability as in C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000),
 * whose saddle-point form keeps 14 digits where factorials would lose them.
 */
final class BinomialTail {
    private static final double HALF_LN_2PI = 0.5 * Math.log(2 * Math.PI);
    private static final double PRECISION = 1e-15;

    /** Lentz: what replaces a zero denominator. */
    private static final double TINY = 1e-300;

    /** It needs some sqrt(n) terms near the mean, and few far from it. */
    private static final int MOST_TERMS = 1_000_000;

    private BinomialTail() {}

    /**
     * The probability that k or more of n requests are bad.
     *
     * @param n requests, not negative
     * @param k bad ones, from 0 to n
     * @param p probability that one is bad, above 0 and below 1
     */
    static double atLeast(long n, long k, double p) {
        if (k < 0 || k > n || !(p > 0 && p < 1)) {
            throw new IllegalArgumentException("no tail for n=%d k=%d p=%s".formatted(n, k, p));
        }
        if (k == 0) {
            return 1;
        }
        // The fraction converges fast beyond the mean only; before it, the other tail is the small
        // one.
        return k > n * p ? upper(n, k, p) : 1 - upper(n, n - k + 1, 1 - p);
    }

    private static double upper(long n, long k, double p) {
        return Math.min(1, (1 - p) * probability(n, k, p) * fraction((double) k, n - k + 1.0, p));
    }

    /** DLMF 8.17.22 by the modified Lentz method. */
    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = inverse(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = inverse(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = inverse(1 + odd * d);
            c = nonZero(1 + odd / c);
            double step = d * c;
            value *= step;
            if (Math.abs(step - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }

    private static double inverse(double value) {
        return 1 / nonZero(value);
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** C(n,k) p^k (1-p)^(n-k); Loader's saddle-point expansion. */
    private static double probability(long n, long k, double p) {
        if (k == n) {
            return Math.exp(n * Math.log(p));
        }
        double logarithm =
                stirlingError(n)
                        - stirlingError(k)
                        - stirlingError(n - k)
                        - deviance((double) k, n * p)
                        - deviance((double) (n - k), n * (1 - p));
        double scale = Math.log((double) n) - Math.log((double) k) - Math.log((double) (n - k));
        return Math.exp(logarithm + 0.5 * scale - HALF_LN_2PI);
    }

    /** ln n! less Stirling's formula; exact below 16, the asymptotic series (DLMF 5.11.1) above. */
    private static double stirlingError(long n) {
        if (n < 16) {
            double logOfFactorial = 0;
            for (long i = 2; i <= n; i++) {
                logOfFactorial += Math.log((double) i);
            }
            return logOfFactorial - HALF_LN_2PI - (n + 0.5) * Math.log((double) n) + n;
        }
        double square = (double) n * n;
        return (1.0 / 12
                        - (1.0 / 360
                                        - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square)
                                                / square)
                                / square)
                / n;
    }

    /** x ln(x/m) + m - x, without cancellation where x is near m. */
    private static double deviance(double x, double m) {
        if (Math.abs(x - m) >= 0.1 * (x + m)) {
            return x * Math.log(x / m) + m - x;
        }
        double v = (x - m) / (x + m);
        double sum = (x - m) * v;
        double term = 2 * x * v;
        for (int j = 1; j < 1000; j++) {
            term *= v * v;
            double next = sum + term / (2 * j + 1);
            if (next == sum) {
                break;
            }
            sum = next;
        }
        return sum;
    }
}
