package dev.meshfuse.budget;

import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.Outcome;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.SliLens;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an objective counted, slot by slot, and of which requests that is made.
 *
 * @param from begin of what it covers; at most the length that was asked for before {@code until}
 * @param until end of the newest slot, which may not have come yet
 * @param good requests that went well
 * @param bad requests that failed
 * @param excluded requests that do not count
 * @param slots the slots there are, oldest first; in times between them the service was not read,
 *     so nothing was counted. Newer slots are shorter than older ones
 * @param requests all reports in these slots by class, most requests first
 */
public record SloHistory(
        Instant from,
        Instant until,
        long good,
        long bad,
        long excluded,
        List<Counted> slots,
        List<OfClass> requests) {
    /**
     * What was counted in one slot.
     *
     * @param begin when it begins
     * @param length how long it is
     * @param good requests that went well
     * @param bad requests that failed
     * @param excluded requests that do not count
     * @param readRatio share of it in which the service was read, from 0 to 1
     */
    public record Counted(
            Instant begin, Duration length, long good, long bad, long excluded, double readRatio) {}

    /** What a class of requests is to the objective. */
    public enum Judged {
        /** Counts as good. */
        Good,
        /** Counts as bad. */
        Bad,
        /** Counts neither way. */
        Excluded,
        /** Counts as good or bad by how long each took; only where latency is measured. */
        ByDuration,
        /** Is not looked at: another report of the same requests is. */
        NotTaken
    }

    /**
     * Requests of one class.
     *
     * @param httpCode HTTP status; 0 when no response was begun
     * @param grpc whether they are gRPC requests
     * @param grpcStatus gRPC status; null where they are none, or ended without it
     * @param callerGone whether the caller hung up before a response was begun
     * @param reportedBy whose proxy told of them: the caller's or a waypoint ({@code Source}), or
     *     the server's ({@code Destination})
     * @param judged what they are to the objective
     * @param requests how many there were
     * @param durations of how many it is known how long they took
     */
    public record OfClass(
            int httpCode,
            boolean grpc,
            @Nullable Integer grpcStatus,
            boolean callerGone,
            Reporter reportedBy,
            Judged judged,
            long requests,
            long durations) {}

    private record Found(SlotId id, Slot slot) {}

    public SloHistory {
        slots = List.copyOf(slots);
        requests = List.copyOf(requests);
    }

    /**
     * Reads what is kept. The slots may be changed by another thread meanwhile: then the newest
     * numbers are of moments that differ a little, but nothing is counted twice and nothing is left
     * out, since slots are made longer before the shorter ones are deleted, and here shorter ones
     * are read first.
     *
     * @param window how far to look back, a multiple of {@link RollingCounts#SLOT}
     * @param now the time; slots that are ahead of it, after the clock was set back, are the newest
     */
    public static SloHistory of(SlotSource source, Slo slo, Duration window, Instant now) {
        long end =
                Math.max(
                        Ladder.down(now.getEpochSecond(), Ladder.PART) + Ladder.PART,
                        Ladder.leastEnd(source::newest));
        long from = new Window(window, end).from();
        SliLens lens = new SliLens(slo);
        Counts sum = Counts.NONE;
        Tally all = new Tally();
        List<Counted> slots = new ArrayList<>();
        for (Found found : read(source, Math.max(0, from), end)) {
            Counts counts = lens.of(found.slot().tally()).counts();
            slots.add(counted(found, counts));
            sum = sum.plus(counts);
            all.add(found.slot().tally());
        }
        return new SloHistory(
                Instant.ofEpochSecond(from),
                Instant.ofEpochSecond(end),
                sum.good(),
                sum.bad(),
                sum.excluded(),
                slots,
                classes(all, slo));
    }

    /** A slot that was made longer while this went on is taken, and what became it is not. */
    private static List<Found> read(SlotSource source, long from, long end) {
        TreeMap<Long, Found> found = new TreeMap<>();
        for (int resolution = 0; resolution < Ladder.RESOLUTIONS; resolution++) {
            long slot = Ladder.slot(resolution);
            source.each(
                    resolution,
                    Math.ceilDiv(from, slot),
                    Math.ceilDiv(end, slot),
                    (id, kept) -> {
                        found.subMap(id.begin(), id.end()).clear();
                        found.put(id.begin(), new Found(id, kept));
                    });
        }
        return List.copyOf(found.values());
    }

    private static Counted counted(Found found, Counts counts) {
        SlotId id = found.id();
        long length = id.end() - id.begin();
        return new Counted(
                Instant.ofEpochSecond(id.begin()),
                Duration.ofSeconds(length),
                counts.good(),
                counts.bad(),
                counts.excluded(),
                (double) found.slot().parts() * Ladder.PART / length);
    }

    private static List<OfClass> classes(Tally all, Slo slo) {
        Map<RequestClass, Long> requests = all.requests();
        Map<RequestClass, LatencyCounts> durations = all.latency();
        List<RequestClass> known = new ArrayList<>(requests.keySet());
        durations.keySet().stream().filter(one -> !requests.containsKey(one)).forEach(known::add);
        return known.stream()
                .map(one ->
                        ofClass(
                                one,
                                slo,
                                requests.getOrDefault(one, 0L),
                                durations.getOrDefault(one, LatencyCounts.NONE).total()))
                .sorted(
                        Comparator.comparingLong(OfClass::requests)
                                .reversed()
                                .thenComparing(OfClass::toString))
                .toList();
    }

    private static OfClass ofClass(RequestClass of, Slo slo, long requests, long durations) {
        boolean isGrpc = of.grpcStatus() != RequestClass.NO_GRPC;
        boolean hasStatus = isGrpc && of.grpcStatus() != RequestClass.NO_STATUS;
        return new OfClass(
                of.httpCode(),
                isGrpc,
                hasStatus ? of.grpcStatus() : null,
                of.callerGone(),
                of.atDestination() ? Reporter.Destination : Reporter.Source,
                judged(of, slo),
                requests,
                durations);
    }

    private static Judged judged(RequestClass of, Slo slo) {
        if (!of.isReportedTo(slo.counting().reporter())) {
            return Judged.NotTaken;
        }
        Outcome outcome = Outcome.of(of, slo.counting());
        return switch (slo.indicator()) {
            case Indicator.Availability availability ->
                    switch (outcome) {
                        case GOOD -> Judged.Good;
                        case BAD -> Judged.Bad;
                        case EXCLUDED -> Judged.Excluded;
                    };
            // How long a request with an error took is no measure.
            case Indicator.Latency latency ->
                    outcome == Outcome.GOOD ? Judged.ByDuration : Judged.Excluded;
        };
    }
}
