package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scrape of one process showed: cumulative counters, so that a reading seen twice, or made
 * by two replicas, does no harm.
 *
 * @param target key of the target
 * @param process identity of what answers there: its pod's process, else its address
 * @param pod the pod as {@code namespace/name} where discovery tells it, else null
 * @param clock the clock of the collector that made it
 * @param sequence number of the scrape within the collector; a later one has a higher one
 * @param at when the answer was complete
 * @param watchedSince since when this collector would have noticed a process that starts there,
 *     whoever read it: when its list of targets became complete, else when it first knew the
 *     target; as the clock tells it that told {@code at}
 * @param uptimeSeconds how long the process has been up, or null where it does not say
 * @param complete whether every line was understood; if not, a series that is missing may merely
 *     have been unreadable
 * @param endpoint path and query that were read; increments compare only readings of the same
 * @param series the counters of requests
 */
public record Reading(
        String target,
        String process,
        @Nullable String pod,
        CollectorClock clock,
        long sequence,
        Instant at,
        Instant watchedSince,
        @Nullable Long uptimeSeconds,
        boolean complete,
        String endpoint,
        List<Series> series) {
    /**
     * What one set of labels showed.
     *
     * @param id its identity
     * @param labels the labels counting needs
     * @param requests requests since the process started, or {@link #NOT_SHOWN}
     * @param latency their durations in milliseconds, or null where no histogram was shown. Envoy
     *     brings it up to date every few seconds only, so it trails the counter.
     */
    public record Series(
            SeriesId id, RequestLabels labels, long requests, @Nullable Histogram latency) {
        /** The counter was not in the body. */
        public static final long NOT_SHOWN = -1;
    }

    public Reading {
        series = List.copyOf(series);
    }

    /** A reading of a collector whose clock was never set. */
    public Reading(
            String target,
            String process,
            @Nullable String pod,
            long collector,
            long sequence,
            Instant at,
            Instant watchedSince,
            @Nullable Long uptimeSeconds,
            boolean complete,
            String endpoint,
            List<Series> series) {
        this(
                target,
                process,
                pod,
                CollectorClock.neverSet(collector),
                sequence,
                at,
                watchedSince,
                uptimeSeconds,
                complete,
                endpoint,
                series);
    }

    /** Which collector made it: a number that no other has. */
    public long collector() {
        return clock.collector();
    }

    /** The same, by a collector whose watch began no earlier than that. */
    public Reading watchedNotBefore(Instant earliest) {
        return watchedSince.isBefore(earliest)
                ? new Reading(
                        target,
                        process,
                        pod,
                        clock,
                        sequence,
                        at,
                        earliest,
                        uptimeSeconds,
                        complete,
                        endpoint,
                        series)
                : this;
    }
}
