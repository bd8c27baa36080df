package dev.meshfuse.scrape;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cumulative histogram as a process printed it: how many observations were at most each bound.
 * Immutable.
 */
public final class Histogram {
    private final double[] bounds;
    private final long[] atMost;

    private Histogram(double[] bounds, long[] atMost) {
        this.bounds = bounds;
        this.atMost = atMost;
    }

    /**
     * A histogram; the arrays are taken over and must not be changed afterwards, so that many
     * histograms can share their bounds.
     *
     * @param bounds finite upper bounds, ascending, in the unit of the metric
     * @param atMost observations up to each bound; one more at the end counts all of them
     * @throws IllegalArgumentException when lengths, order or counts cannot be those of a histogram
     */
    public static Histogram of(double[] bounds, long[] atMost) {
        if (atMost.length != bounds.length + 1) {
            throw new IllegalArgumentException(
                    bounds.length + " bounds need one more count, not " + atMost.length);
        }
        for (int i = 0; i < bounds.length; i++) {
            if (!Double.isFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
                throw new IllegalArgumentException("bounds do not ascend: " + bounds[i]);
            }
        }
        for (int i = 0; i < atMost.length; i++) {
            if (atMost[i] < (i == 0 ? 0 : atMost[i - 1])) {
                throw new IllegalArgumentException("cumulative counts fall: " + atMost[i]);
            }
        }
        return new Histogram(bounds, atMost);
    }

    /** Number of finite bounds. */
    public int size() {
        return bounds.length;
    }

    /** One of the finite bounds. */
    public double bound(int index) {
        return bounds[index];
    }

    /** Observations that were at most a bound. */
    public long atMost(int index) {
        return atMost[index];
    }

    /** All observations. */
    public long count() {
        return atMost[bounds.length];
    }

    /** Whether two have the same bounds, so that their counts can be compared one by one. */
    public boolean hasBoundsOf(Histogram other) {
        return Arrays.equals(bounds, other.bounds);
    }

    /** The finite bounds; shared, not to be changed. */
    public double[] bounds() {
        return bounds;
    }

    /**
     * What was observed since the other was printed.
     *
     * @return null when a bucket holds fewer than it did, so that this one does not continue it
     * @throws IllegalArgumentException when the bounds differ
     */
    public @Nullable Histogram minus(Histogram before) {
        if (!hasBoundsOf(before)) {
            throw new IllegalArgumentException("histograms with other bounds have no difference");
        }
        long[] gained = new long[atMost.length];
        for (int i = 0; i < gained.length; i++) {
            gained[i] = atMost[i] - before.atMost[i];
            if (gained[i] < (i == 0 ? 0 : gained[i - 1])) {
                return null;
            }
        }
        return new Histogram(bounds, gained);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram histogram
                && hasBoundsOf(histogram)
                && Arrays.equals(atMost, histogram.atMost);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bounds) + Arrays.hashCode(atMost);
    }

    @Override
    public String toString() {
        return "Histogram[bounds=%s, atMost=%s]"
                .formatted(Arrays.toString(bounds), Arrays.toString(atMost));
    }
}
