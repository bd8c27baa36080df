package dev.meshfuse.sli;

import dev.meshfuse.scrape.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one target had shown when it was last read; the next reading is compared with it. Nothing is
 * extrapolated.
 *
 * <p>The rules, per series of one process (the first that applies):
 *
 * <ul>
 *   <li>present before and not fallen: new minus old
 *   <li>present before and fallen: from zero, the counter was evicted and began again
 *   <li>first seen, and the previous reading of the same process and endpoint was complete: from
 *       zero
 *   <li>first seen, and the process is younger than our watch of it: from zero
 *   <li>else: a base only, nothing is counted
 * </ul>
 *
 * @param process identity of the process
 * @param collector see {@link Reading#collector}
 * @param sequence see {@link Reading#sequence}
 * @param startedAt when the process started, by its own word; null where it does not say
 * @param endpoint what was read
 * @param complete whether a series that is missing here was really absent
 * @param values the counters by fingerprint
 */
public record Baseline(
        String process,
        long collector,
        long sequence,
        @Nullable Instant startedAt,
        String endpoint,
        boolean complete,
        Map<String, Long> values) {
    /**
     * Uptime is printed in whole seconds and read over a network: two readings of one process may
     * put its start this far apart. A process that restarts is unreachable for longer.
     */
    static final Duration START_TOLERANCE = Duration.ofMillis(2500);

    /**
     * What a reading added.
     *
     * @param next the baseline from now on
     * @param increments what each series gained, with zeros for series that merely exist
     */
    public record Advance(Baseline next, List<Increment> increments) {}

    public Baseline {
        values = Map.copyOf(values);
    }

    /**
     * Compares a reading with what the target had shown before. A reading that is not newer than
     * the baseline changes nothing, so readings may arrive twice.
     *
     * @param previous what was known, or null when the target was never read
     */
    public static Advance advance(@Nullable Baseline previous, Reading reading) {
        if (previous != null && !reading.isAfter(previous.collector, previous.sequence)) {
            return new Advance(previous, List.of());
        }
        Baseline same = previous != null && previous.isProcessOf(reading) ? previous : null;
        Baseline alike = same != null && same.endpoint.equals(reading.endpoint()) ? same : null;
        boolean newcomersCountFromZero =
                same == null ? bornUnderWatch(previous, reading) : alike != null && alike.complete;
        Map<String, Long> known = same == null ? Map.of() : same.values;

        boolean whole = reading.complete() && !lacksProxyPart(alike, reading);
        List<Increment> increments = new ArrayList<>();
        Map<String, Long> values = new HashMap<>(whole ? Map.of() : known);
        for (Reading.Series series : reading.series()) {
            Long before = known.get(series.id());
            increments.add(
                    new Increment(
                            series.labels(),
                            gained(before, series.value(), newcomersCountFromZero)));
            values.put(series.id(), series.value());
        }
        return new Advance(of(reading, startOf(alike, reading), whole, values), increments);
    }

    /**
     * A proxy that has told its uptime tells it in every answer, beside its counters. An agent that
     * could not ask the proxy answers all the same, with its own part alone.
     */
    private static boolean lacksProxyPart(@Nullable Baseline alike, Reading reading) {
        return alike != null && alike.startedAt != null && reading.uptimeSeconds() == null;
    }

    private static long gained(@Nullable Long before, long value, boolean newcomersCountFromZero) {
        if (before == null) {
            return newcomersCountFromZero ? value : 0;
        }
        return value >= before ? value - before : value;
    }

    private static Baseline of(
            Reading reading, @Nullable Instant startedAt, boolean whole, Map<String, Long> values) {
        return new Baseline(
                reading.process(),
                reading.collector(),
                reading.sequence(),
                startedAt,
                reading.endpoint(),
                whole,
                values);
    }

    private boolean isProcessOf(Reading reading) {
        if (!process.equals(reading.process())) {
            return false;
        }
        Instant start = startOf(reading);
        return startedAt == null
                || start == null
                || !start.isAfter(startedAt.plus(START_TOLERANCE));
    }

    /**
     * A process that started after we began to watch its target has shown us all it ever counted:
     * it replaced another one that we had read, or says itself that it is younger than our watch.
     */
    private static boolean bornUnderWatch(@Nullable Baseline previous, Reading reading) {
        Instant start = startOf(reading);
        return previous != null
                || (start != null && start.isAfter(reading.watchedSince().plus(START_TOLERANCE)));
    }

    /** When the process started; it is remembered where one reading does not tell. */
    private static @Nullable Instant startOf(@Nullable Baseline alike, Reading reading) {
        Instant told = startOf(reading);
        return told == null && alike != null ? alike.startedAt : told;
    }

    private static @Nullable Instant startOf(Reading reading) {
        Long uptime = reading.uptimeSeconds();
        return uptime == null ? null : reading.at().minusSeconds(uptime);
    }
}
