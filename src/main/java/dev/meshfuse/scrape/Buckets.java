package dev.meshfuse.scrape;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the buckets of one histogram, body after body. As long as they come as they came before,
 * a bucket costs a comparison and a store, and a histogram that did not change is the one of
 * before.
 */
final class Buckets {
    /** More than any histogram has; Envoy's have 20 unless an annotation sets others. */
    static final int MAX_BUCKETS = 1000;

    private Bounds bounds = Bounds.lastSeen();
    private @Nullable Histogram last;
    private @Nullable Bounds boundsOfLast;

    /** What differs from {@link #last}; null while nothing does. */
    private long @Nullable [] counts;

    /** How many buckets came in the usual order. */
    private int filled;

    private long highest;

    /** All buckets by bound, once one came out of the usual order; else null. */
    private @Nullable NavigableMap<Double, Long> scattered;

    private boolean broken;

    /** Begins with a new body. */
    void begin() {
        counts = null;
        filled = 0;
        highest = 0;
        scattered = null;
        broken = false;
    }

    /** Length of the text of the bound that is expected next where it stands there, else -1. */
    int expectedAt(byte[] bytes, int at) {
        return scattered == null ? bounds.lengthAt(filled, bytes, at) : -1;
    }

    /** Takes the bucket that is expected next. */
    void addExpected(long count) {
        broken |= count < highest;
        highest = count;
        if (counts == null && !isAsBefore(count)) {
            counts = copyOfBefore();
        }
        if (counts != null) {
            counts[filled] = count;
        }
        filled++;
    }

    /**
     * Takes a bucket.
     *
     * @param limit its upper bound, not NaN
     * @return whether it was usable; not if it stood there before
     */
    boolean add(double limit, long count) {
        if (scattered == null && filled < bounds.buckets() && bounds.limit(filled) == limit) {
            addExpected(count);
            return true;
        }
        NavigableMap<Double, Long> all = scattered();
        if (all.size() >= MAX_BUCKETS) {
            broken = true;
            return false;
        }
        Long before = all.putIfAbsent(limit + 0.0, count); // 0 and -0 are one bound
        broken |= before != null && before != count;
        return before == null;
    }

    /** A bucket could not be read, so the histogram is of no use. */
    void spoil() {
        broken = true;
    }

    /**
     * The histogram of this body, or null when it is broken: no count of all, counts that fall, a
     * bucket that stood twice with two counts or could not be read.
     */
    @Nullable Histogram finish() {
        if (scattered != null) {
            order(scattered);
        }
        if (broken || filled != bounds.buckets()) {
            return null;
        }
        if (counts != null) {
            last = Histogram.of(bounds.limits(), counts);
            boundsOfLast = bounds;
        }
        return last;
    }

    private boolean isAsBefore(long count) {
        return last != null && boundsOfLast == bounds && last.atMost(filled) == count;
    }

    private long[] copyOfBefore() {
        long[] copy = new long[bounds.buckets()];
        for (int i = 0; i < filled; i++) {
            copy[i] = countBefore(i);
        }
        return copy;
    }

    private long countBefore(int bucket) {
        return last == null ? 0 : last.atMost(bucket);
    }

    private NavigableMap<Double, Long> scattered() {
        if (scattered == null) {
            scattered = new TreeMap<>();
            for (int i = 0; i < filled; i++) {
                scattered.put(bounds.limit(i), counts == null ? countBefore(i) : counts[i]);
            }
        }
        return scattered;
    }

    /** Learns the bounds, and takes all buckets again in their order. */
    private void order(NavigableMap<Double, Long> all) {
        scattered = null;
        if (all.lastKey() != Double.POSITIVE_INFINITY
                || all.firstKey() == Double.NEGATIVE_INFINITY) {
            broken = true;
            return;
        }
        bounds =
                bounds.with(
                        all.headMap(Double.POSITIVE_INFINITY, false).keySet().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray());
        counts = null;
        filled = 0;
        highest = 0;
        all.values().forEach(this::addExpected);
    }
}
