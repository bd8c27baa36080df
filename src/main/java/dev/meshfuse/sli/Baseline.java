package dev.meshfuse.sli;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.scrape.SeriesId;
import dev.meshfuse.scrape.SourceFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 *       zero; what later readings could not read is still known from that one. A reading without
 *       uptime is not complete if the process tells its uptime earlier or later
 *   <li>first seen, and the process is younger than our watch of it: from zero
 *   <li>else: a base only, nothing is counted
 * </ul>
 *
 * <p>A gain that no proxy can have made between two readings is no gain, but a base. The histogram
 * of a series follows the same rules for itself ({@link SeriesValue}).
 *
 * @param process identity of the process
 * @param clock by which its times are told
 * @param sequence see {@link Reading#sequence}
 * @param startedAt when the process started, by its own word; null where it does not say
 * @param endpoint what was read
 * @param readAt when it was read
 * @param complete whether all that the process ever counted is known, so that a series that is
 *     missing here did not exist
 * @param services the services it showed requests to when it was last read
 * @param values what was shown, by series
 */
public record Baseline(
        String process,
        CollectorClock clock,
        long sequence,
        @Nullable Instant startedAt,
        Instant readAt,
        String endpoint,
        boolean complete,
        Set<ResourceId> services,
        Map<SeriesId, SeriesValue> values) {
    /**
     * Uptime is printed in whole seconds and read over a network: two readings of one process may
     * put its start this far apart. A process that restarts is unreachable for longer.
     */
    static final Duration START_TOLERANCE = Duration.ofMillis(2500);

    /**
     * How far the clocks of two collectors may differ, and how long a silent one is waited for.
     * Beyond it a process that passes from one to the other may be taken for two, and is counted
     * from zero then; or nothing is taken of the one whose clock is behind until it has caught up.
     */
    public static final Duration BETWEEN_COLLECTORS = Duration.ofSeconds(10);

    /**
     * How old the baseline that is kept may become while nothing moves. After a crash the next gain
     * is told with a beginning that is earlier by this much at most, so it is evidence still; and
     * another collector's word may be taken earlier by as much.
     */
    static final Duration KEPT_FOR = Duration.ofSeconds(5);

    /** What a reading says of series that are missing in it. */
    public enum Shows {
        /** It is not newer than the baseline, and says nothing at all. */
        NOTHING_NEW,
        /** They may exist all the same. */
        A_PART,
        /** They do not exist. */
        ALL
    }

    /**
     * What one series gained.
     *
     * @param requests by its counter
     * @param latency durations in milliseconds, by its histogram; null for none
     */
    public record Gain(RequestLabels labels, long requests, @Nullable Histogram latency) {}

    /**
     * What a reading added.
     *
     * @param next the baseline from now on; its services are those of the one before, until {@link
     *     #showing} says others
     * @param since when the time began in which it was added
     * @param shows what the reading says of series that are missing in it
     * @param gains the series that gained anything
     * @param ended the process that was read there before, where the reading is of another; else
     *     null
     */
    public record Advance(
            Baseline next, Instant since, Shows shows, List<Gain> gains, @Nullable Ended ended) {
        public Advance {
            gains = List.copyOf(gains);
        }

        /** The same, where the target is seen to show requests to these services. */
        public Advance showing(Set<ResourceId> services) {
            return new Advance(next.showing(services), since, shows, gains, ended);
        }

        /**
         * Whether the next baseline must take the place of the one that is kept. Where nothing was
         * gained and nothing moved it need not for a while: compared with the older one, the
         * reading after it gains the same.
         */
        public boolean mustBeKept(@Nullable Baseline kept) {
            return kept == null
                    || !gains.isEmpty()
                    || !next.clock
                            .restate(kept.readAt, kept.clock)
                            .plus(KEPT_FOR)
                            .isAfter(next.readAt)
                    || next.differsFrom(kept);
        }
    }

    public Baseline {
        services = Set.copyOf(services);
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
            return new Advance(previous, reading.at(), Shows.NOTHING_NEW, List.of(), null);
        }
        Baseline same = previous != null && previous.isProcessOf(reading) ? previous : null;
        Baseline alike = same != null && same.showsTheSameAs(reading) ? same : null;
        boolean newcomersCountFromZero =
                same == null
                        ? bornUnderWatch(previous, reading)
                        : alike != null && alike.complete && !lackedProxyPart(alike, reading);
        Map<SeriesId, SeriesValue> known = same == null ? Map.of() : same.values;

        boolean whole = reading.complete() && !lacksProxyPart(alike, reading);
        List<Gain> gains = new ArrayList<>();
        Map<SeriesId, SeriesValue> values = new HashMap<>(whole ? Map.of() : known);
        for (Reading.Series series : reading.series()) {
            SeriesValue before = known.get(series.id());
            SeriesValue now = SeriesValue.of(series, whole ? null : before);
            long requests = now.requestsSince(before, newcomersCountFromZero);
            Histogram latency = now.latencySince(before, newcomersCountFromZero);
            if (requests > 0 || latency != null) {
                gains.add(new Gain(series.labels(), requests, latency));
            }
            values.put(series.id(), now);
        }
        Baseline next =
                of(
                        reading,
                        alike,
                        whole || newcomersCountFromZero,
                        previous == null ? Set.of() : previous.services,
                        values.equals(known) ? known : values);
        return new Advance(
                next,
                sinceOf(previous, same, reading),
                whole ? Shows.ALL : Shows.A_PART,
                gains,
                previous == null || same != null ? null : previous.endedBefore(reading));
    }

    /** The end of its process, where nothing has taken its place. */
    public Ended endedBy(Instant by) {
        return new Ended(readAt, by, true);
    }

    private Ended endedBefore(Reading ofSuccessor) {
        Instant start = startOf(ofSuccessor);
        return new Ended(
                lastReadBy(ofSuccessor.clock()), start == null ? ofSuccessor.at() : start, false);
    }

    /** The same, where the target is known to show requests to these services. */
    public Baseline showing(Set<ResourceId> shown) {
        return new Baseline(
                process, clock, sequence, startedAt, readAt, endpoint, complete, shown, values);
    }

    private boolean differsFrom(Baseline kept) {
        return !process.equals(kept.process)
                || !clock.isOfSame(kept.clock)
                || (startedAt == null) != (kept.startedAt == null)
                || !endpoint.equals(kept.endpoint)
                || complete != kept.complete
                || !services.equals(kept.services)
                || !values.equals(kept.values);
    }

    private static Instant sinceOf(
            @Nullable Baseline previous, @Nullable Baseline same, Reading reading) {
        Instant start = startOf(reading);
        if (same == null && start != null && bornUnderWatch(previous, reading)) {
            return start;
        }
        Instant lastRead = previous == null ? null : previous.lastReadBy(reading.clock());
        // The clock of another collector may be ahead.
        return lastRead == null || lastRead.isAfter(reading.at()) ? reading.at() : lastRead;
    }

    /** When it was read, as that clock tells it. */
    private Instant lastReadBy(CollectorClock other) {
        return other.restate(readAt, clock);
    }

    /**
     * A proxy that has told its uptime tells it in every answer, beside its counters. An agent that
     * could not ask the proxy answers all the same, with its own part alone.
     */
    static boolean lacksProxyPart(@Nullable Baseline alike, Reading reading) {
        return alike != null && alike.startedAt != null && reading.uptimeSeconds() == null;
    }

    /**
     * The same, seen afterwards: where the first bodies had no uptime and this has one, they had no
     * counters either. A process that says now that it is younger than our watch has no past all
     * the same.
     */
    private static boolean lackedProxyPart(Baseline alike, Reading reading) {
        return alike.startedAt == null
                && reading.uptimeSeconds() != null
                && !isYoungerThanWatch(reading);
    }

    /**
     * A reading that does not tell its uptime takes over the start that was told before. That was
     * told by the clock of its collector, whose word the baseline stays then.
     */
    private static Baseline of(
            Reading reading,
            @Nullable Baseline alike,
            boolean complete,
            Set<ResourceId> services,
            Map<SeriesId, SeriesValue> values) {
        Instant told = startOf(reading);
        Baseline word = told == null && alike != null && alike.startedAt != null ? alike : null;
        boolean ofAnother = word != null && !word.clock.isOfSame(reading.clock());
        return new Baseline(
                reading.process(),
                word != null && ofAnother ? word.clock : reading.clock(),
                word != null && ofAnother ? word.sequence : reading.sequence(),
                word == null || word.startedAt == null
                        ? told
                        : reading.clock().restate(word.startedAt, word.clock),
                reading.at(),
                reading.endpoint(),
                complete,
                services,
                values);
    }

    /** The filter at the source lets all counters through, so it makes no difference. */
    private boolean showsTheSameAs(Reading reading) {
        return SourceFilter.unfiltered(endpoint)
                .equals(SourceFilter.unfiltered(reading.endpoint()));
    }

    /**
     * A successor started later, and after the process was read last: a proxy whose own clock is
     * set, by which it tells its uptime, has no successor. The collector's clock may be set as
     * well: both times are told by it as it is now. Where the start is not told, the identity
     * tells; but another identity with the same start is the same process, found in another way.
     */
    boolean isProcessOf(Reading reading) {
        Instant start = startOf(reading);
        if (startedAt == null || start == null) {
            return process.equals(reading.process());
        }
        boolean oneClock = clock.isOfSame(reading.clock());
        Duration tolerance = oneClock ? START_TOLERANCE : BETWEEN_COLLECTORS;
        Duration apart = Duration.between(reading.clock().restate(startedAt, clock), start);
        return process.equals(reading.process())
                ? apart.compareTo(tolerance) <= 0
                        || start.plus(tolerance).isBefore(lastReadBy(reading.clock()))
                : apart.abs().compareTo(tolerance) <= 0;
    }

    /**
     * A process that started after we began to watch its target has shown us all it ever counted:
     * it replaced another one that we had read, or says itself that it is younger than our watch.
     */
    private static boolean bornUnderWatch(@Nullable Baseline previous, Reading reading) {
        return previous != null || isYoungerThanWatch(reading);
    }

    private static boolean isYoungerThanWatch(Reading reading) {
        Instant start = startOf(reading);
        return start != null && start.isAfter(reading.watchedSince().plus(START_TOLERANCE));
    }

    /** Which collector made the reading, see {@link Reading#collector}. */
    public long collector() {
        return clock.collector();
    }

    /** When the process started, as the clock tells it that told when it was read. */
    static @Nullable Instant startOf(Reading reading) {
        Long uptime = reading.uptimeSeconds();
        return uptime == null ? null : reading.at().minusSeconds(uptime);
    }
}
