package dev.meshfuse.sli;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.SeriesId;
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
 *   <li>first seen, and an earlier reading of the same process and endpoint was complete: from
 *       zero; what later readings could not read is still known from that one
 *   <li>first seen, and the process is younger than our watch of it: from zero
 *   <li>else: a base only, nothing is counted
 * </ul>
 *
 * <p>A gain that no proxy can have made between two readings is no gain, but a base.
 *
 * @param process identity of the process
 * @param collector see {@link Reading#collector}
 * @param sequence see {@link Reading#sequence}
 * @param startedAt when the process started, by its own word; null where it does not say
 * @param endpoint what was read
 * @param readAt when it was read
 * @param complete whether all that the process ever counted is known, so that a series that is
 *     missing here did not exist
 * @param values the counters by series
 */
public record Baseline(
        String process,
        long collector,
        long sequence,
        @Nullable Instant startedAt,
        Instant readAt,
        String endpoint,
        boolean complete,
        Map<SeriesId, Long> values) {
    /**
     * Uptime is printed in whole seconds and read over a network: two readings of one process may
     * put its start this far apart. A process that restarts is unreachable for longer.
     */
    static final Duration START_TOLERANCE = Duration.ofMillis(2500);

    /** How far the clocks of two collectors may differ, and how long a silent one is waited for. */
    static final Duration BETWEEN_COLLECTORS = Duration.ofSeconds(10);

    /**
     * More requests than a thousand million a second for a quarter of an hour; keeps sums of many
     * gains far from overflow, whatever a body says.
     */
    static final long LARGEST_GAIN = 1_000_000_000_000L;

    /**
     * What a reading added.
     *
     * @param next the baseline from now on
     * @param since when the time began in which it was added
     * @param increments what each series gained, with zeros for series that merely exist
     */
    public record Advance(Baseline next, Instant since, List<Increment> increments) {}

    public Baseline {
        values = Map.copyOf(values);
    }

    /**
     * Compares a reading with what the target had shown before. A reading that is not newer than
     * the baseline changes nothing, so readings may arrive twice, and two replicas may read one
     * target.
     *
     * @param previous what was known, or null when the target was never read
     */
    public static Advance advance(@Nullable Baseline previous, Reading reading) {
        if (previous != null && !ReadingOrder.isNewer(previous, reading)) {
            return new Advance(previous, reading.at(), List.of());
        }
        Baseline same = previous != null && previous.isProcessOf(reading) ? previous : null;
        Baseline alike = same != null && same.endpoint.equals(reading.endpoint()) ? same : null;
        boolean newcomersCountFromZero =
                same == null ? bornUnderWatch(previous, reading) : alike != null && alike.complete;
        Map<SeriesId, Long> known = same == null ? Map.of() : same.values;

        boolean whole = reading.complete() && !lacksProxyPart(alike, reading);
        List<Increment> increments = new ArrayList<>();
        Map<SeriesId, Long> values = new HashMap<>(whole ? Map.of() : known);
        for (Reading.Series series : reading.series()) {
            Long before = known.get(series.id());
            increments.add(
                    new Increment(
                            series.labels(),
                            gained(before, series.requests(), newcomersCountFromZero)));
            values.put(series.id(), series.requests());
        }
        return new Advance(
                of(reading, alike, whole || newcomersCountFromZero, values),
                sinceOf(previous, same, reading),
                increments);
    }

    private static Instant sinceOf(
            @Nullable Baseline previous, @Nullable Baseline same, Reading reading) {
        Instant start = startOf(reading);
        if (same == null && start != null && bornUnderWatch(previous, reading)) {
            return start;
        }
        // The clock of another collector may be ahead.
        return previous == null || previous.readAt.isAfter(reading.at())
                ? reading.at()
                : previous.readAt;
    }

    /**
     * A proxy that has told its uptime tells it in every answer, beside its counters. An agent that
     * could not ask the proxy answers all the same, with its own part alone.
     */
    private static boolean lacksProxyPart(@Nullable Baseline alike, Reading reading) {
        return alike != null && alike.startedAt != null && reading.uptimeSeconds() == null;
    }

    private static long gained(@Nullable Long before, long value, boolean newcomersCountFromZero) {
        long gain = value;
        if (before == null) {
            gain = newcomersCountFromZero ? value : 0;
        } else if (value >= before) {
            gain = value - before;
        }
        return gain <= LARGEST_GAIN ? gain : 0;
    }

    /**
     * A reading that does not tell its uptime takes over the start that was told before. That was
     * told by the clock of its collector, whose word the baseline stays then.
     */
    private static Baseline of(
            Reading reading,
            @Nullable Baseline alike,
            boolean complete,
            Map<SeriesId, Long> values) {
        Instant told = startOf(reading);
        Baseline word = told == null && alike != null && alike.startedAt != null ? alike : null;
        return new Baseline(
                reading.process(),
                word == null ? reading.collector() : word.collector,
                word == null || word.collector == reading.collector()
                        ? reading.sequence()
                        : word.sequence,
                word == null ? told : word.startedAt,
                reading.at(),
                reading.endpoint(),
                complete,
                values);
    }

    /**
     * A successor started later, and after the process was read last: a clock that jumps makes no
     * successor. Where the start is not told, the identity tells; but another identity with the
     * same start is the same process, found in another way.
     */
    boolean isProcessOf(Reading reading) {
        Instant start = startOf(reading);
        if (startedAt == null || start == null) {
            return process.equals(reading.process());
        }
        Duration tolerance =
                collector == reading.collector() ? START_TOLERANCE : BETWEEN_COLLECTORS;
        Duration apart = Duration.between(startedAt, start);
        return process.equals(reading.process())
                ? apart.compareTo(tolerance) <= 0 || start.plus(tolerance).isBefore(readAt)
                : apart.abs().compareTo(tolerance) <= 0;
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

    static @Nullable Instant startOf(Reading reading) {
        Long uptime = reading.uptimeSeconds();
        return uptime == null ? null : reading.at().minusSeconds(uptime);
    }
}
