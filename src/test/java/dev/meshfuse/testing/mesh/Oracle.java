package dev.meshfuse.testing.mesh;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What really happened in the mesh since it was built, kept apart from the proxies: restarts and
 * evictions lose nothing here. Safe to read from any thread; totals of a moving mesh may be one
 * request apart from each other.
 */
public final class Oracle {
    private final Timeline timeline;
    private final Map<Observed, Long> reports = new ConcurrentHashMap<>();
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    Oracle(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Ended requests by what each end reported. */
    public Map<Observed, Long> counts() {
        return Map.copyOf(reports);
    }

    /** The sum of the reports that match. */
    public long count(Predicate<Observed> which) {
        return reports.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Requests sent to a workload, whether or not they have ended or arrived. */
    public long requestsTo(String workload) {
        return tally(workload).sent();
    }

    /** Requests to a workload that have ended, in whatever way. */
    public long endedAt(String workload) {
        return tally(workload).ended();
    }

    /** Ended requests to a workload that its callers saw fail: a 5xx or a gRPC error status. */
    public long failuresOf(String workload) {
        return tally(workload).failed();
    }

    /** When the first request was sent to a workload. */
    public Optional<Instant> firstRequestAt(String workload) {
        return instant(tally(workload).firstSent());
    }

    /** When the latest request was sent to a workload. */
    public Optional<Instant> lastRequestAt(String workload) {
        return instant(tally(workload).lastSent());
    }

    /** When a caller of the workload first saw a request fail. */
    public Optional<Instant> firstFailureAt(String workload) {
        return instant(tally(workload).firstFailure());
    }

    void sent(String workload, long at) {
        tallies.merge(workload, Tally.NONE.sent(at), (tally, one) -> tally.sent(at));
    }

    void ended(String workload, Ending ending, long at) {
        tallies.merge(
                workload,
                Tally.NONE.ended(ending.failed(), at),
                (tally, one) -> tally.ended(ending.failed(), at));
    }

    void reported(SeriesLabels labels) {
        reports.merge(Observed.of(labels), 1L, Long::sum);
    }

    private Tally tally(String workload) {
        return tallies.getOrDefault(workload, Tally.NONE);
    }

    private Optional<Instant> instant(long at) {
        return at == Tally.NEVER ? Optional.empty() : Optional.of(timeline.at(at));
    }

    /** One workload's totals; times in nanoseconds of the mesh's time line. */
    private record Tally(
            long sent, long ended, long failed, long firstSent, long lastSent, long firstFailure) {
        static final long NEVER = -1;
        static final Tally NONE = new Tally(0, 0, 0, NEVER, NEVER, NEVER);

        Tally sent(long at) {
            return new Tally(sent + 1, ended, failed, sent == 0 ? at : firstSent, at, firstFailure);
        }

        Tally ended(boolean failure, long at) {
            return new Tally(
                    sent,
                    ended + 1,
                    failure ? failed + 1 : failed,
                    firstSent,
                    lastSent,
                    failure && failed == 0 ? at : firstFailure);
        }
    }
}
