package dev.meshfuse.testing.mesh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a workload takes to answer: log-normal, the usual shape of a healthy service.
 *
 * @param median half of the answers are faster
 * @param p99 one answer in a hundred is slower
 */
public record Latency(Duration median, Duration p99) {
    /** The standard normal distribution's 99th percentile. */
    private static final double Z99 = 2.3263;

    public Latency {
        if (median.isZero() || median.isNegative() || p99.compareTo(median) < 0) {
            throw new IllegalArgumentException(
                    "a latency needs 0 < median <= p99, not " + median + " and " + p99);
        }
    }

    /** Whole milliseconds on both counts. */
    public static Latency millis(long median, long p99) {
        return new Latency(Duration.ofMillis(median), Duration.ofMillis(p99));
    }

    /** One answer's time in nanoseconds. */
    long sampleNanos(RandomGenerator random) {
        double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / Z99;
        return Math.round(median.toNanos() * Math.exp(sigma * random.nextGaussian()));
    }
}
