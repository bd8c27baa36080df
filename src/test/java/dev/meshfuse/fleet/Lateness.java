package dev.meshfuse.fleet;

/**
 * How much later than its interval each scrape of a pod followed the one before, in milliseconds.
 * One that was left out shows as a whole interval.
 */
final class Lateness {
    private static final int LONGEST = 60_000;

    private final int[] counts = new int[LONGEST + 1];
    private long total;

    void add(long millis) {
        counts[(int) Math.max(0, Math.min(LONGEST, millis))]++;
        total++;
    }

    /** The lateness that so large a share of all scrapes does not pass; 0 without any. */
    long quantile(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int millis = 0; millis < counts.length; millis++) {
            seen += counts[millis];
            if (seen >= rank && seen > 0) {
                return millis;
            }
        }
        return 0;
    }

    long total() {
        return total;
    }
}
