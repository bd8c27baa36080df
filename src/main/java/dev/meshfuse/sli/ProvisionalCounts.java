package dev.meshfuse.sli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What was counted by a report that counts only for want of a better one: by the server of a caller
 * that is new, or of one that has fallen silent. When the better reporter tells of the same time,
 * its word replaces the other, request for request: as many are taken back as it brings, those with
 * the same outcome first. So no request is counted twice, and none that only the server knows of is
 * lost.
 *
 * <p>The error is bounded by the edges of the time told of: what ended between the two readings, of
 * the caller and of the server, may be in one report and not in the other. Times are those of the
 * collectors' clocks: where the clocks differ by more than the time between two readings, what a
 * server told first of a new caller may stay counted beside the caller's own word.
 *
 * <p>Kept in memory only, see {@link EdgeReporters#hasForgotten}.
 */
public final class ProvisionalCounts {
    /** A new caller is read within this time, or is never read. */
    static final Duration OF_NEW_CALLERS = Duration.ofMinutes(1);

    /**
     * What its target had shown is forgotten when it is not read for longer; then it tells nothing
     * of that time.
     */
    static final Duration OF_SILENT_CALLERS = Duration.ofHours(1);

    /**
     * Requests in the slot in which they were counted.
     *
     * @param slot when the slot began, in seconds since 1970
     */
    public record Counted(long slot, Tally tally) {}

    private static final class Entry {
        private final long slot;
        private final EdgeReporters.Rank rank;
        private final Tally tally = new Tally();
        private Span told;

        Entry(long slot, EdgeReporters.Rank rank, Span told) {
            this.slot = slot;
            this.rank = rank;
            this.told = told;
        }
    }

    private final Map<String, List<Entry>> byCaller = new HashMap<>();

    /**
     * Remembers what was counted.
     *
     * @param edge one of the edges it was told of
     * @param slot where it was counted: when that slot began, in seconds since 1970
     * @param told the time told of that lies in the slot
     */
    public void add(Edge edge, long slot, Span told, Tally counted) {
        EdgeReporters.Rank rank = EdgeReporters.Rank.of(edge);
        List<Entry> entries = byCaller.computeIfAbsent(edge.caller(), c -> new ArrayList<>());
        Entry entry =
                entries.stream()
                        .filter(one -> one.slot == slot && one.rank == rank)
                        .findFirst()
                        .orElseGet(() -> {
                            Entry begun = new Entry(slot, rank, told);
                            entries.add(begun);
                            return begun;
                        });
        entry.told = entry.told.with(told);
        entry.tally.add(counted);
    }

    /**
     * A better reporter tells of a time: what it replaces, which is forgotten here.
     *
     * @param edge one of the edges it tells of
     * @param told the time
     * @param brought what it tells
     */
    public List<Counted> replacedBy(Edge edge, Span told, Tally brought) {
        List<Entry> entries =
                byCaller.getOrDefault(edge.caller(), List.of()).stream()
                        .filter(entry -> entry.rank.compareTo(EdgeReporters.Rank.of(edge)) < 0)
                        .filter(entry -> entry.told.overlaps(told))
                        .toList();
        if (entries.isEmpty()) {
            return List.of();
        }
        Map<Long, Tally> taken = new HashMap<>();
        takeRequests(entries, brought, taken);
        takeDurations(entries, brought, taken);
        List<Counted> replaced = new ArrayList<>();
        taken.forEach((slot, tally) -> replaced.add(new Counted(slot, tally)));
        return replaced;
    }

    /**
     * Forgets what is too old to be told of again.
     *
     * @param now the time told of by the latest reading, since a clock may be set before the next
     */
    public void forget(Span now, Predicate<String> hasFallenBack) {
        Iterator<Map.Entry<String, List<Entry>>> callers = byCaller.entrySet().iterator();
        while (callers.hasNext()) {
            Map.Entry<String, List<Entry>> caller = callers.next();
            Duration kept =
                    hasFallenBack.test(caller.getKey()) ? OF_SILENT_CALLERS : OF_NEW_CALLERS;
            caller.getValue()
                    .removeIf(entry ->
                            entry.tally.isEmpty()
                                    || entry.told
                                            .by(now.clock())
                                            .at()
                                            .isBefore(now.at().minus(kept)));
            if (caller.getValue().isEmpty()) {
                callers.remove();
            }
        }
    }

    private static void takeRequests(List<Entry> entries, Tally brought, Map<Long, Tally> taken) {
        Map<RequestClass, Long> wanted = new HashMap<>();
        long[] left = {0};
        brought.requests()
                .forEach((request, count) -> {
                    wanted.merge(outcome(request), count, Long::sum);
                    left[0] += count;
                });
        for (Entry entry : entries) {
            entry.tally
                    .requests()
                    .forEach((request, count) -> {
                        long same = Math.min(count, wanted.getOrDefault(outcome(request), 0L));
                        if (same > 0) {
                            wanted.merge(outcome(request), -same, Long::sum);
                            left[0] -= same;
                            take(entry, request, same, taken);
                        }
                    });
        }
        for (Entry entry : entries) {
            entry.tally
                    .requests()
                    .forEach((request, count) -> {
                        long any = Math.min(count, left[0]);
                        left[0] -= any;
                        take(entry, request, any, taken);
                    });
        }
    }

    private static void take(
            Entry entry, RequestClass request, long count, Map<Long, Tally> taken) {
        if (count > 0) {
            entry.tally.add(request, -count);
            taken.computeIfAbsent(entry.slot, slot -> new Tally()).add(request, count);
        }
    }

    /** Buckets cannot be taken apart by request, so they are taken back whole or not at all. */
    private static void takeDurations(List<Entry> entries, Tally brought, Map<Long, Tally> taken) {
        long[] left = {brought.latency().values().stream().mapToLong(LatencyCounts::total).sum()};
        for (Entry entry : entries) {
            entry.tally
                    .latency()
                    .forEach((request, durations) -> {
                        if (durations.total() <= left[0]) {
                            left[0] -= durations.total();
                            entry.tally.add(request, durations.negated());
                            taken.computeIfAbsent(entry.slot, slot -> new Tally())
                                    .add(request, durations);
                        }
                    });
        }
    }

    /** The same for whoever reports. */
    private static RequestClass outcome(RequestClass request) {
        return new RequestClass(
                request.httpCode(), request.grpcStatus(), request.callerGone(), false, false);
    }
}
