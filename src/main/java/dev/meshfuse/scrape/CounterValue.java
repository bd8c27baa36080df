package dev.meshfuse.scrape;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the number of a counter of whole things, exactly. */
public final class CounterValue {
    /**
     * What Go's {@code strconv.ParseFloat} takes, less hexadecimal and underscores, as Prometheus
     * does.
     */
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** Long enough for the 32-digit decimals that are seen in real bodies. */
    private static final int MAX_LENGTH = 64;

    private CounterValue() {}

    /**
     * The count, or nothing when the text is no number, not finite, negative, not whole, or beyond
     * 2^63-1. Never rounds: counters beyond 2^53 stay exact.
     */
    public static OptionalLong parse(String text) {
        if (text.length() > MAX_LENGTH || !DECIMAL.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        try {
            long value = new BigDecimal(text).longValueExact();
            return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
