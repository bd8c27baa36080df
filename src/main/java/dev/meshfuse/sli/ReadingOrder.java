package dev.meshfuse.sli;

import dev.meshfuse.scrape.Reading;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells whether a reading is newer than what is known of its target.
 *
 * <p>One collector numbers its readings. Between two, neither number nor clock tells which came
 * first, but the process does (the first that applies):
 *
 * <ul>
 *   <li>another process, that started later by more than clocks may differ: newer; earlier: older
 *   <li>the same process, up for longer by a second or more, as it prints whole ones: newer,
 *       whatever fell; up for less: older
 *   <li>the same process, within that second or without its uptime: newer if no counter is lower or
 *       gone
 * </ul>
 *
 * <p>Where that does not make it newer than all that is known, the word of the collector that was
 * heard last stands until it has been silent for {@link Baseline#BETWEEN_COLLECTORS}.
 *
 * <p>Waiting loses nothing while the process lives: its next reading tells the same and more.
 */
final class ReadingOrder {
    private static final Duration WHOLE_SECOND = Duration.ofSeconds(1);

    private ReadingOrder() {}

    static boolean isNewer(Baseline known, Reading reading) {
        if (known.collector() == reading.collector()) {
            return reading.sequence() > known.sequence();
        }
        Instant knownStart = known.startedAt();
        Instant start = Baseline.startOf(reading);
        boolean same = known.isProcessOf(reading);
        if (knownStart == null) {
            return (same && nothingFellOrWent(known, reading)) || wasSilent(known, reading);
        }
        if (start == null) { // the next one will tell, if this proxy told before
            return wasSilent(known, reading);
        }
        if (!same || start.plus(Baseline.BETWEEN_COLLECTORS).isBefore(knownStart)) {
            return start.isAfter(knownStart) || wasSilent(known, reading);
        }
        Duration longer =
                Duration.between(start, reading.at())
                        .minus(Duration.between(knownStart, known.readAt()));
        return longer.abs().compareTo(WHOLE_SECOND) < 0
                ? nothingFellOrWent(known, reading)
                : longer.isPositive();
    }

    private static boolean wasSilent(Baseline known, Reading reading) {
        return !reading.at().isBefore(known.readAt().plus(Baseline.BETWEEN_COLLECTORS));
    }

    /** A partial reading leaves out what it could not read; the baseline keeps that. */
    private static boolean nothingFellOrWent(Baseline known, Reading reading) {
        boolean whole = reading.complete() && !Baseline.lacksProxyPart(known, reading);
        int found = 0;
        for (Reading.Series series : reading.series()) {
            SeriesValue before = known.values().get(series.id());
            if (before != null) {
                found++;
                if (!SeriesValue.of(series, whole ? null : before).isNotBelow(before)) {
                    return false;
                }
            }
        }
        return !whole || found >= known.values().size();
    }
}
