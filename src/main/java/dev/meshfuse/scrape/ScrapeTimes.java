package dev.meshfuse.scrape;

import java.util.ArrayList;
import java.util.List;

/**
 * When a target is due. Each has its own offset within the interval, by its key, so that no instant
 * reads all and a target keeps its place whatever comes and goes around it.
 */
public final class ScrapeTimes {
    private ScrapeTimes() {}

    /**
     * The times at which a target is due.
     *
     * @param key key of the target
     * @param intervalMillis how often it is read
     * @param from first millisecond of the span, on any clock that does not go back
     * @param to first millisecond after it
     */
    public static List<Long> due(String key, long intervalMillis, long from, long to) {
        long offset = Math.floorMod(mixed(key.hashCode()), intervalMillis);
        long first = from + Math.floorMod(offset - from, intervalMillis);
        List<Long> times = new ArrayList<>();
        for (long at = first; at < to; at += intervalMillis) {
            times.add(at);
        }
        return times;
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
