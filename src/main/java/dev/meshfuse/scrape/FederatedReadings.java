package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes readings of what a Prometheus scraped. A process that Prometheus has not scraped again
 * since gives none.
 *
 * <p>What is lost on this way: Prometheus keeps numbers as doubles, so counters beyond 2^53 are
 * rounded. It tells no pod's UID, so a pod that comes back under its name is known by its uptime,
 * and without that by counters that fall. Two scrapes of Prometheus between two readings are one. A
 * target that is down is not told from one that has gone: its series vanish with the next scrape
 * that fails, at the latest five minutes after the last good one. All times are those of
 * Prometheus's clock.
 */
public final class FederatedReadings {
    /** Tells these targets from those that are read directly. */
    private static final String PREFIX = "federate/";

    /** What was last read of a process. */
    private record Last(FederatedBody.Origin origin, Instant at) {}

    private final long collector;
    private @Nullable Instant since;
    private Map<String, Last> last = Map.of();

    /**
     * @param collector see {@link Reading#collector}
     */
    public FederatedReadings(long collector) {
        this.collector = collector;
    }

    /**
     * What a body added.
     *
     * @param readings one for each process that was scraped since the body before
     * @param objections why processes gave none though they were scraped, for people
     */
    public record Read(List<Reading> readings, List<String> objections) {}

    /** Processes in the last body. */
    public int processes() {
        return last.size();
    }

    /**
     * Takes a body that was read to its end.
     *
     * @param now when it was asked for
     */
    public Read take(FederatedBody body, Instant now) {
        since = since == null ? now : since;
        Map<String, FederatedBody.Shown> chosen = new HashMap<>();
        body.shown().stream()
                .sorted(Comparator.comparing(shown -> shown.origin().toString()))
                .forEach(shown -> chosen.merge(shown.origin().process(), shown, this::better));
        List<Reading> readings = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        Map<String, Last> next = new HashMap<>();
        chosen.forEach((process, shown) -> {
            Last before = last.get(process);
            next.put(process, new Last(shown.origin(), shown.at()));
            if (before == null || before.at().isBefore(shown.at())) {
                List<Reading.Series> series = shown.series(objections);
                if (!series.isEmpty() || !shown.hasSeries()) {
                    readings.add(reading(shown, series, body.refusedLines() == 0, since));
                }
            }
        });
        last = next;
        return new Read(List.copyOf(readings), List.copyOf(objections));
    }

    /**
     * Of two jobs that scrape one pod, the one with requests; then the one that was read before.
     */
    private FederatedBody.Shown better(FederatedBody.Shown a, FederatedBody.Shown b) {
        if (a.hasSeries() != b.hasSeries()) {
            return a.hasSeries() ? a : b;
        }
        Last before = last.get(b.origin().process());
        return before != null && before.origin().equals(b.origin()) ? b : a;
    }

    private Reading reading(
            FederatedBody.Shown shown,
            List<Reading.Series> series,
            boolean complete,
            Instant watchedSince) {
        FederatedBody.Origin origin = shown.origin();
        return new Reading(
                PREFIX + origin.process(),
                origin.process(),
                origin.isPod() ? origin.process() : null,
                CollectorClock.neverSet(collector),
                shown.at().toEpochMilli(),
                shown.at(),
                watchedSince,
                shown.uptimeSeconds(),
                complete,
                // Another job reads another endpoint, perhaps with fewer series.
                "/federate " + origin.job() + " " + origin.instance(),
                series);
    }
}
