package dev.meshfuse.definition;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: whole numbers with units, largest first, each unit once (the
 * page "Querying basics", section on float literals and time durations). A year is 365 days, a week
 * 7, a day 24 hours.
 */
public final class Durations {
    // Nine digits are enough for any of them and cannot overflow a Duration.
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?"
                            + "(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private record Unit(String sign, Duration length) {}

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("y", Duration.ofDays(365)),
                    new Unit("w", Duration.ofDays(7)),
                    new Unit("d", Duration.ofDays(1)),
                    new Unit("h", Duration.ofHours(1)),
                    new Unit("m", Duration.ofMinutes(1)),
                    new Unit("s", Duration.ofSeconds(1)),
                    new Unit("ms", Duration.ofMillis(1)));

    /** The shortest slot that counts are kept in; every window is made of whole ones. */
    public static final Duration SLOT = Duration.ofSeconds(10);

    private Durations() {}

    /**
     * Reads a duration such as {@code 30d}, {@code 1h30m} or {@code 100ms}.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration such as 30d, 1h30m or 100ms");
        }
        Duration sum = Duration.ZERO;
        for (int i = 0; i < UNITS.size(); i++) {
            String count = matcher.group(i + 1);
            if (count != null) {
                sum = sum.plus(UNITS.get(i).length().multipliedBy(Long.parseLong(count)));
            }
        }
        return sum;
    }

    /**
     * Reads the length of a window over counts.
     *
     * @throws IllegalArgumentException when the text is no duration, or zero, or no multiple of
     *     {@link #SLOT}
     */
    public static Duration parseSlots(String text) {
        Duration window = parse(text);
        if (window.isZero() || !window.equals(slotsAround(window))) {
            throw new IllegalArgumentException(
                    "'%s' must be a multiple of %s, and longer than zero"
                            .formatted(text, format(SLOT)));
        }
        return window;
    }

    /** The shortest window of whole slots that is no shorter than this. */
    static Duration slotsAround(Duration duration) {
        long whole = duration.dividedBy(SLOT);
        Duration below = SLOT.multipliedBy(whole);
        return below.equals(duration) ? duration : below.plus(SLOT);
    }

    /**
     * The shortest text that {@link #parse} reads back as this duration, without weeks and years:
     * {@code 30d}, not {@code 4w2d}. Below a millisecond it is cut off.
     */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        Duration rest = duration;
        for (Unit unit : UNITS.subList(2, UNITS.size())) {
            long count = rest.dividedBy(unit.length());
            if (count > 0) {
                text.append(count).append(unit.sign());
                rest = rest.minus(unit.length().multipliedBy(count));
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
