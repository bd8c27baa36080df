package dev.meshfuse.testing.mesh;

/**
 * One histogram of one series. Observations go into a live copy; what a scrape shows is the copy
 * made at the last flush, so a histogram trails the counter beside it.
 */
final class Histogram {
    /** Istio's default bounds, for all three histograms (annotation statsHistogramBuckets). */
    static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    private final long[] live = new long[BOUNDS.length + 1];
    private final long[] printed = new long[BOUNDS.length + 1];
    private double liveSum;
    private double printedSum;

    void observe(long value) {
        int bucket = 0;
        while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
            bucket++;
        }
        live[bucket]++;
        liveSum += estimate(value);
    }

    /**
     * Envoy keeps log-linear bins of two significant digits and adds up their middles, so a sum is
     * an estimate.
     */
    private static double estimate(long value) {
        long width = 1;
        while (value / width >= 100) {
            width *= 10;
        }
        return value / width * width + width / 2.0;
    }

    void flush() {
        System.arraycopy(live, 0, printed, 0, live.length);
        printedSum = liveSum;
    }

    /** Whether a flush has shown at least one observation: what {@code usedonly} asks. */
    boolean used() {
        for (long count : printed) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    }

    void write(ExpositionWriter out, byte[] labels) {
        long cumulative = 0;
        for (int i = 0; i < printed.length; i++) {
            cumulative += printed[i];
            out.bucket(labels, i, cumulative);
        }
        out.sum(labels, printedSum);
        out.count(labels, cumulative);
    }
}
