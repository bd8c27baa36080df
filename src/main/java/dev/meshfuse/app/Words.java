package dev.meshfuse.app;

import java.time.Duration;
import java.util.Locale;

/** How our constants and lengths are written in metrics and settings. */
final class Words {
    private Words() {}

    /** {@code NOT_AN_EXPOSITION} as {@code not-an-exposition}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A length as Prometheus writes it, in the largest unit that divides it: {@code 5m}, {@code
     * 1h}, {@code 30d}.
     */
    static String of(Duration length) {
        long seconds = length.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
