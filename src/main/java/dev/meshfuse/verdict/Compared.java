package dev.meshfuse.verdict;

import org.jspecify.annotations.Nullable;

/**
 * How the canary compares with stable, for people; nothing is decided by it.
 *
 * @param canaryRequests to the canary, decayed with a time constant of an hour
 * @param canaryBad those of them that were bad
 * @param stableRequests to stable
 * @param stableBad those of them that were bad
 */
public record Compared(
        double canaryRequests, double canaryBad, double stableRequests, double stableBad) {
    private static final double MEMORY_SECONDS = 3600;

    /** Two-sided 95 % of a normal distribution. */
    private static final double Z = 1.959964;

    /** Nothing was seen. */
    public static final Compared NONE = new Compared(0, 0, 0, 0);

    /**
     * How many times stable's bad ratio the canary shows.
     *
     * @param low lower end of an interval of 95 %
     * @param times the estimate
     * @param high upper end
     */
    public record Interval(double low, double times, double high) {}

    /** With one more tick. */
    Compared after(Tick tick, double tickSeconds) {
        double kept = Math.exp(-tickSeconds / MEMORY_SECONDS);
        return new Compared(
                canaryRequests * kept + tick.canary().requests(),
                canaryBad * kept + tick.canary().bad(),
                stableRequests * kept + tick.stable().requests(),
                stableBad * kept + tick.stable().bad());
    }

    /**
     * The ratio canary to stable: the log interval of Katz and others (Biometrics 34, 1978), with
     * half a request added to each number (Walter, Biometrics 31, 1975) so that there is one
     * without errors, too. For one look, at requests that fail independently of each other; bursts
     * make it too narrow. Null before both sides have had a request.
     */
    public @Nullable Interval interval() {
        if (canaryRequests < 1 || stableRequests < 1) {
            return null;
        }
        double times =
                (canaryBad + 0.5)
                        / (canaryRequests + 0.5)
                        / ((stableBad + 0.5) / (stableRequests + 0.5));
        double variance =
                1 / (canaryBad + 0.5)
                        - 1 / (canaryRequests + 0.5)
                        + 1 / (stableBad + 0.5)
                        - 1 / (stableRequests + 0.5);
        double width = Math.exp(Z * Math.sqrt(Math.max(0, variance)));
        return new Interval(times / width, times, times * width);
    }
}
