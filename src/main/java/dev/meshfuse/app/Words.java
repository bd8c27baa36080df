package dev.meshfuse.app;

import java.util.Locale;

/** How our constants are written in metrics and settings. */
final class Words {
    private Words() {}

    /** {@code NOT_AN_EXPOSITION} as {@code not-an-exposition}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
