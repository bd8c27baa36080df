package dev.meshfuse.verdict;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Are users hurt? A sequential test of "the bad ratio is at most p0 = burn limit x allowed bad
 * ratio" that may be looked at after every block.
 *
 * <p>For each multiple l of {2, 4, 8, 20, 50}, with p1 = min(l p0, 0.95), a CUSUM of log likelihood
 * ratios
 *
 * <pre>
 *   z_l = y ln(p1/p0) + (n-y) ln((1-p1)/(1-p0))
 *   A_l = min(max(0, A_l + z_l), h + ln 5 + 1)
 *   A   = ln( (1/5) sum_l exp(A_l) )               fires when A >= h = ln(period / block)
 * </pre>
 *
 * <p>Each exp(A_l) is the largest of the likelihood ratios started at each block; their mean is an
 * e-detector, so with independent requests at exactly p0 the mean time to a false alarm is at least
 * the period (Shin, Ramdas, Rinaldo, "E-detectors", arXiv:2203.03532). Errors that come in bursts
 * are not independent: they can make it fire sooner.
 *
 * @param limitRatio p0
 * @param threshold h, in nats
 * @param sums the A_l, in nats
 */
public record AbsoluteTest(double limitRatio, double threshold, List<Double> sums) {
    /** Alternatives as multiples of the limit: from a slight excess to a total failure. */
    private static final int[] MULTIPLES = {2, 4, 8, 20, 50};

    /** An alternative of 1 could never be contradicted by a single good request. */
    private static final double LARGEST_ALTERNATIVE = FusePolicy.LARGEST_LIMIT.doubleValue();

    /** Sums and threshold meet by rounding only when they should be equal. */
    static final double ROUNDING = 1e-9;

    public AbsoluteTest {
        if (!(limitRatio > 0 && limitRatio < LARGEST_ALTERNATIVE)) {
            throw new IllegalArgumentException(
                    "a limit of "
                            + limitRatio
                            + " can never be exceeded with confidence: it must be below "
                            + LARGEST_ALTERNATIVE);
        }
        sums = List.copyOf(sums);
    }

    /**
     * A test that has seen nothing.
     *
     * @param policy burn limit and false-alarm period
     * @param block length of a block
     */
    public static AbsoluteTest start(Objective objective, FusePolicy policy, Duration block) {
        BigDecimal limit = policy.burnLimit().multiply(objective.allowedBadRatio());
        double blocks = (double) policy.falseAlarmsPer().toMillis() / block.toMillis();
        return new AbsoluteTest(
                limit.doubleValue(), Math.log(blocks), Collections.nCopies(MULTIPLES.length, 0.0));
    }

    /** A test that has seen nothing. */
    static AbsoluteTest start(TestSettings settings) {
        return new AbsoluteTest(
                settings.limitRatio(),
                settings.threshold(),
                Collections.nCopies(MULTIPLES.length, 0.0));
    }

    /** The same test, having seen nothing. */
    public AbsoluteTest fromZero() {
        return new AbsoluteTest(limitRatio, threshold, Collections.nCopies(MULTIPLES.length, 0.0));
    }

    /**
     * The test after one more block.
     *
     * @param requests n, those that count
     * @param bad y
     */
    public AbsoluteTest step(long requests, long bad) {
        if (bad == 0 && largest() == 0) {
            return this; // good requests take away, and there is nothing to take
        }
        double most = threshold + Math.log(MULTIPLES.length) + 1;
        List<Double> next = new ArrayList<>(MULTIPLES.length);
        for (int i = 0; i < MULTIPLES.length; i++) {
            double alternative = Math.min(MULTIPLES[i] * limitRatio, LARGEST_ALTERNATIVE);
            double gain =
                    bad * Math.log(alternative / limitRatio)
                            + (requests - bad) * Math.log((1 - alternative) / (1 - limitRatio));
            next.add(Math.min(Math.max(0, sums.get(i) + gain), most));
        }
        return new AbsoluteTest(limitRatio, threshold, next);
    }

    /** A, in nats: 0 when nothing speaks against the limit being kept. */
    public double evidence() {
        return Math.log(sums.stream().mapToDouble(Math::exp).sum() / sums.size());
    }

    /** Whether users are hurt. */
    public boolean fires() {
        return largest() >= threshold - ROUNDING && evidence() >= threshold - ROUNDING;
    }

    /** The mean is never above the largest. */
    private double largest() {
        double largest = 0;
        for (double sum : sums) {
            largest = Math.max(largest, sum);
        }
        return largest;
    }
}
