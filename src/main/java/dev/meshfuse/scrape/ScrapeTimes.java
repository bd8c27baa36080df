package dev.meshfuse.scrape;

/**
 * When a target is due. Each has its own offset within the interval, by its key, so that no instant
 * reads all and a target keeps its place whatever comes and goes around it. Offsets are multiples
 * of {@link #TOGETHER_MILLIS}.
 */
public final class ScrapeTimes {
    /**
     * Targets that are due so close to each other are read together. What comes after them is woken
     * once for all: sending, processing, and the broker. As long as the stream's commit interval,
     * so that few readings miss the commit that the others make; a tenth of the shortest interval
     * that is usual, so that a thousand targets are still spread over it.
     */
    public static final long TOGETHER_MILLIS = 100;

    private ScrapeTimes() {}

    /**
     * The next time at which a target is due.
     *
     * @param key key of the target
     * @param intervalMillis how often it is read
     * @param from the first millisecond that will do, on any clock that does not go back
     */
    public static long next(String key, long intervalMillis, long from) {
        long place = Math.floorMod(mixed(key.hashCode()), intervalMillis);
        long offset = place - place % TOGETHER_MILLIS;
        return from + Math.floorMod(offset - from, intervalMillis);
    }

    /**
     * Spreads hashes of similar keys; Stafford's 13th variant of the finalizer in
     * java.util.SplittableRandom.
     */
    private static long mixed(long hash) {
        long z = hash * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
