package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of requests that must be good, kept as an exact decimal so that the allowed bad ratio
 * of 99.9 % is 0.001 and not 0.0009999999999999432.
 *
 * @param target good share, above 0 and below 1
 */
public record Objective(BigDecimal target) {
    // No exponents: 1e-999999999% would be a gigabyte when written out.
    private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?) ?%");

    public Objective {
        if (target.signum() <= 0) {
            throw new IllegalArgumentException("an objective must be above 0 %");
        }
        if (target.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "an objective must be below 100 %: 100 % leaves no error budget to keep");
        }
    }

    /**
     * Reads a percentage with its sign, such as {@code 99.9%}.
     *
     * @throws IllegalArgumentException when the text is not a percentage between 0 and 100, both
     *     excluded
     */
    public static Objective parse(String text) {
        Matcher matcher = PERCENTAGE.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a percentage such as 99.9%");
        }
        return new Objective(new BigDecimal(matcher.group(1)).movePointLeft(2));
    }

    /** The share of requests that may be bad: exactly {@code 1 - target}. */
    public BigDecimal allowedBadRatio() {
        return BigDecimal.ONE.subtract(target);
    }

    @Override
    public String toString() {
        return target.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }
}
