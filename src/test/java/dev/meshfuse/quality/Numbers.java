package dev.meshfuse.quality;

import java.util.Locale;

/** How numbers look in the tables. */
final class Numbers {
    private Numbers() {}

    static String number(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, number < 0.1 ? "%.2f" : "%.1f", number);
    }

    /** A ratio as a percentage, without the sign. */
    static String percent(double ratio) {
        String text = String.format(Locale.ROOT, "%.2f", ratio * 100);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
