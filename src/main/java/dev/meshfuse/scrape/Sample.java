package dev.meshfuse.scrape;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line of an exposition.
 *
 * @param name metric
 * @param labels all its labels in the order of the line, escapes resolved
 * @param value its number, as printed; {@link Decimal} reads it
 * @param timestampMillis the time it was given, in milliseconds since 1970, or null. Digits alone
 *     are milliseconds, as in the text format; a point or an exponent makes them seconds, as in
 *     OpenMetrics.
 */
public record Sample(
        String name, Map<String, String> labels, String value, @Nullable Long timestampMillis) {
    /** The label that holds a bucket's upper bound. */
    public static final String BOUND = "le";

    private static final String BUCKET_SUFFIX = "_bucket";

    /**
     * Identity of its series. It is the same however the labels are ordered and spaced, and for all
     * buckets of a histogram: their bound is left out. The metric's name is no part of it, so the
     * counter and the histogram of the same labels share it.
     */
    public SeriesId id() {
        Map<String, String> sorted = new TreeMap<>(labels);
        if (name.endsWith(BUCKET_SUFFIX)) {
            sorted.remove(BOUND);
        }
        StringBuilder text = new StringBuilder(1024);
        sorted.forEach((label, of) ->
                text.append(escaped(label)).append("=\"").append(escaped(of)).append("\","));
        return SeriesId.of(text.toString());
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
