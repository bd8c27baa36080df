package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads numbers as Prometheus writes and reads them: what Go's {@code strconv.ParseFloat} takes,
 * less hexadecimal and underscores. Java's own routines differ: they take {@code 1d}, blanks around
 * a number and hexadecimal, and refuse {@code Inf} and {@code nan}.
 */
public final class Decimal {
    /** The text is no count of whole things. */
    public static final long NO_COUNT = -1;

    /** Long enough for the 32-digit decimals that are seen in real bodies. */
    private static final int MAX_LENGTH = 64;

    /** So many digits fit a long whatever they are. */
    private static final int SAFE_DIGITS = 18;

    /**
     * An exponent beyond it makes any number of {@link #MAX_LENGTH} digits too large or too small.
     */
    private static final int HUGE = 10_000;

    private Decimal() {}

    /**
     * The count that a text says, or {@link #NO_COUNT} when it is no number, not finite, negative,
     * not whole, beyond 2^63-1, or longer than 64 characters. Never rounds: counters beyond 2^53
     * stay exact.
     */
    public static long count(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return count(bytes, 0, bytes.length);
    }

    /** As {@link #count(String)}, of the bytes from {@code from} to before {@code to}. */
    static long count(byte[] bytes, int from, int to) {
        if (to <= from || to - from > SAFE_DIGITS) {
            return exact(bytes, from, to);
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return exact(bytes, from, to);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** As {@link #number(byte[], int, int)}, of a text. */
    static double number(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return number(bytes, 0, bytes.length);
    }

    /**
     * The number nearest to what the bytes say, infinite where they say so; NaN when they say NaN
     * or are no number.
     */
    static double number(byte[] bytes, int from, int to) {
        if (isDecimal(bytes, from, to)) {
            return Double.parseDouble(
                    new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }
        if (!isInfinite(bytes, from, to)) {
            return Double.NaN;
        }
        return bytes[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** Whether the bytes are a number of the format, NaN and the infinite ones included. */
    static boolean isNumber(byte[] bytes, int from, int to) {
        return isDecimal(bytes, from, to)
                || isInfinite(bytes, from, to)
                || unsigned(bytes, from, to).equals("nan");
    }

    private static boolean isInfinite(byte[] bytes, int from, int to) {
        String name = unsigned(bytes, from, to);
        return name.equals("inf") || name.equals("infinity");
    }

    private static String unsigned(byte[] bytes, int from, int to) {
        int start = afterSign(bytes, from, to);
        int length = Math.clamp(to - start, 0, "infinity".length() + 1);
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }

    /** Whether the bytes are digits with at most one point, a sign and an exponent. */
    private static boolean isDecimal(byte[] bytes, int from, int to) {
        if (to - from > MAX_LENGTH) {
            return false;
        }
        int at = afterSign(bytes, from, to);
        int point = afterDigits(bytes, at, to);
        int digits = point - at;
        at = point;
        if (at < to && bytes[at] == '.') {
            at = afterDigits(bytes, point + 1, to);
            digits += at - point - 1;
        }
        if (digits == 0) {
            return false;
        }
        if (at < to && (bytes[at] | 0x20) == 'e') {
            int exponent = afterSign(bytes, at + 1, to);
            at = afterDigits(bytes, exponent, to);
            return at == to && at > exponent;
        }
        return at == to;
    }

    /**
     * Zeros are put off until another digit follows, so the digits gathered never end in one: where
     * they overflow, or a part of them lies behind the point, the text is no count.
     */
    private static long exact(byte[] bytes, int from, int to) {
        if (!isDecimal(bytes, from, to)) {
            return NO_COUNT;
        }
        long digits = 0;
        int zeros = 0;
        int behindPoint = 0;
        boolean pointSeen = false;
        int at = afterSign(bytes, from, to);
        for (; at < to && (bytes[at] | 0x20) != 'e'; at++) {
            if (bytes[at] == '.') {
                pointSeen = true;
                continue;
            }
            behindPoint += pointSeen ? 1 : 0;
            zeros++;
            if (bytes[at] != '0') {
                digits = appended(digits, zeros, bytes[at] - '0');
                zeros = 0;
                if (digits == NO_COUNT) {
                    return NO_COUNT;
                }
            }
        }
        if (digits == 0) {
            return 0;
        }
        boolean negative = bytes[from] == '-';
        int exponent = at < to ? exponent(bytes, at + 1, to) : 0;
        return negative ? NO_COUNT : scaled(digits, zeros - behindPoint + exponent);
    }

    /** The number with so many decimal places more, the last of them a digit that is not zero. */
    private static long appended(long number, int places, int digit) {
        long shifted = scaled(number, places);
        boolean fits = shifted >= 0 && shifted <= Long.MAX_VALUE - digit;
        return fits ? shifted + digit : NO_COUNT;
    }

    private static long scaled(long number, int places) {
        if (number == 0) {
            return 0;
        }
        if (places < 0) {
            return NO_COUNT;
        }
        long scaled = number;
        for (int i = 0; i < places; i++) {
            if (scaled > Long.MAX_VALUE / 10) {
                return NO_COUNT;
            }
            scaled *= 10;
        }
        return scaled;
    }

    private static int exponent(byte[] bytes, int from, int to) {
        int exponent = 0;
        for (int i = afterSign(bytes, from, to); i < to; i++) {
            exponent = Math.min(HUGE, exponent * 10 + bytes[i] - '0');
        }
        return bytes[from] == '-' ? -exponent : exponent;
    }

    private static int afterSign(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '+' || bytes[from] == '-') ? from + 1 : from;
    }

    private static int afterDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }
}
