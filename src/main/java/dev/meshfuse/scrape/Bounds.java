package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The upper bounds of a histogram's buckets, with the text that Envoy writes for each, so that a
 * bucket in its usual place is known without reading the number. Immutable.
 */
final class Bounds {
    /** Those of Istio's histograms where nothing else is set, in milliseconds or bytes. */
    private static final double[] ISTIO_DEFAULT = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    /** Bounds above are not written as whole numbers by everyone. */
    private static final double LARGEST_PLAIN = 1e15;

    /**
     * Those that were seen last anywhere; pods of one mesh share theirs. A race loses sharing only.
     */
    private static volatile Bounds lastSeen = new Bounds(ISTIO_DEFAULT);

    private final double[] limits;
    private final long[] texts;
    private final long[] masks;
    private final int[] lengths;

    private Bounds(double[] limits) {
        this.limits = limits;
        int buckets = limits.length + 1;
        texts = new long[buckets];
        masks = new long[buckets];
        lengths = new int[buckets];
        for (int i = 0; i < buckets; i++) {
            byte[] text = (text(limit(i)) + '"').getBytes(StandardCharsets.ISO_8859_1);
            boolean fits = text.length <= Long.BYTES;
            // A text of nine bytes or more has a mask that no word passes.
            masks[i] = fits ? Words.mask(text.length) : 0;
            texts[i] = fits ? Words.first(text) : 1;
            lengths[i] = text.length - 1;
        }
    }

    /** Those that were seen last: the best guess for a histogram that is new. */
    static Bounds lastSeen() {
        return lastSeen;
    }

    /** These where they are the given ones, which are finite and ascend; else others. */
    Bounds with(double[] given) {
        if (Arrays.equals(limits, given)) {
            return this;
        }
        Bounds last = lastSeen;
        return Arrays.equals(last.limits, given) ? last : learnt(given);
    }

    private static Bounds learnt(double[] limits) {
        Bounds fresh = new Bounds(limits);
        lastSeen = fresh;
        return fresh;
    }

    /** Number of buckets; the last one has no upper bound. */
    int buckets() {
        return limits.length + 1;
    }

    /** Upper bound of a bucket. */
    double limit(int bucket) {
        return bucket < limits.length ? limits[bucket] : Double.POSITIVE_INFINITY;
    }

    /** The finite ones; shared, not to be changed. */
    double[] limits() {
        return limits;
    }

    /**
     * Length of the bucket's text where it stands at a place, a quote behind it; -1 where it does
     * not. Looks at eight bytes, of which the last may lie behind what the caller knows to be text.
     */
    int lengthAt(int bucket, byte[] bytes, int at) {
        if (bucket >= texts.length || at > bytes.length - Long.BYTES) {
            return -1;
        }
        long word = (long) Words.AT.get(bytes, at);
        return (word & masks[bucket]) == texts[bucket] ? lengths[bucket] : -1;
    }

    private static String text(double limit) {
        if (limit == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        return limit == Math.rint(limit) && Math.abs(limit) < LARGEST_PLAIN
                ? Long.toString((long) limit)
                : Double.toString(limit);
    }
}
