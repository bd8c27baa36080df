package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Decimal numbers as people write them. */
final class Decimals {
    // No exponents: 1e999999999 would be a gigabyte when written out.
    private static final Pattern FORM = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    private Decimals() {}

    /**
     * Reads a number such as {@code 1.5}; it is not negative.
     *
     * @throws IllegalArgumentException when the text is none
     */
    static BigDecimal parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a decimal number such as 1.5");
        }
        return new BigDecimal(text);
    }

    /** Without exponent and closing zeros. */
    static String format(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
