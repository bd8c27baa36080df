package dev.meshfuse.stream;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.Track;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ResponseFlags;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.Shown;
import dev.meshfuse.verdict.Tick;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what fresh readings show of one split until the block is closed. */
final class BlockCollector {
    /**
     * @param elsewhere whether the split's rule, and not the objective's policy, says whose report
     *     is taken
     * @param source who called: the proxy that was read, where callers report; else the caller's
     *     workload
     * @param pod the pod that answered, or null where none did or it is not known
     * @param byServer whether a server may have answered, and not a proxy in its place
     */
    private record Gained(
            Instant readAt,
            Track track,
            RequestClass request,
            long count,
            LatencyCounts latency,
            boolean elsewhere,
            String source,
            @Nullable String pod,
            boolean byServer) {
        /**
         * Where only the pods' own proxies tell the side, what they report is taken; and of what
         * callers report, only what has reached no pod is left.
         */
        Counts answered(CountingPolicy policy) {
            return Counts.of(request, count, taken(policy));
        }

        /** What the objective measures: answers, or how long good ones took. */
        Counts measured(Slo slo) {
            return switch (slo.indicator()) {
                case Indicator.Availability availability -> answered(slo.counting());
                case Indicator.Latency limit -> inTime(limit.millis(), taken(slo.counting()));
            };
        }

        private CountingPolicy taken(CountingPolicy policy) {
            Reporter end = request.atDestination() ? Reporter.Destination : Reporter.Source;
            return elsewhere ? policy.reportedBy(end) : policy;
        }

        /** How long requests with an error took is no measure: they are excluded. */
        private Counts inTime(double bound, CountingPolicy policy) {
            Counts one = Counts.of(request, 1, policy);
            long inTime = latency.atMost(bound);
            return one.good() == 1
                    ? new Counts(inTime, latency.judgedBy(bound) - inTime, 0)
                    : new Counts(0, 0, one.equals(Counts.NONE) ? 0 : latency.total());
        }
    }

    /**
     * What a block has shown.
     *
     * @param block its numbers
     * @param tick what it adds to the evidence
     */
    record Closed(Block block, Tick tick) {}

    private final List<Gained> gained = new ArrayList<>();
    private boolean callersRead;

    /** A fresh reading shows the edges of callers, whether they called or not. */
    void readCallers() {
        callersRead = true;
    }

    /** Takes in one increment of a fresh reading. */
    void add(
            ServiceIncrements reading,
            Increment increment,
            RequestClass request,
            Split.Resolved split) {
        TrackRule rule = split.rule();
        gained.add(
                new Gained(
                        reading.at(),
                        rule.trackOf(seen(increment, request, reading.pod())),
                        request,
                        increment.count(),
                        increment.latency() == null
                                ? LatencyCounts.NONE
                                : LatencyCounts.of(increment.latency()),
                        rule.needsDestination(),
                        source(reading, increment.edge(), rule),
                        request.atDestination() ? reading.pod() : null,
                        ResponseFlags.answered(increment.flags())));
    }

    /** Every report of one split names a caller in the same way, so that it is one caller. */
    private static String source(ServiceIncrements reading, Edge edge, TrackRule rule) {
        if (!edge.reporter().equals("source") || rule.needsDestination()) {
            return edge.caller();
        }
        return reading.pod() == null ? reading.target() : reading.pod();
    }

    private static TrackRule.Seen seen(
            Increment increment, RequestClass request, @Nullable String pod) {
        Edge edge = increment.edge();
        return new TrackRule.Seen(
                edge.service(),
                edge.workload(),
                edge.revision(),
                request.atDestination(),
                ResponseFlags.answered(increment.flags()),
                pod);
    }

    /**
     * The block as an objective sees it. Whoever reports, its own request to the canary is traffic.
     */
    Closed close(Instant now, Slo slo) {
        Counts canary = counts(Track.CANARY, slo);
        Counts stable = counts(Track.STABLE, slo);
        Block block =
                new Block(
                        now,
                        canary,
                        stable,
                        counts(Track.UNATTRIBUTED, slo),
                        callersRead,
                        canary(g -> g.measured(slo).bad() > 0)
                                .min(Comparator.naturalOrder())
                                .orElse(null),
                        canary(g -> !g.answered(slo.counting()).equals(Counts.NONE))
                                .max(Comparator.naturalOrder())
                                .orElse(null));
        return new Closed(
                block,
                new Tick(
                        shown(canary),
                        shown(stable),
                        canaryBy(Gained::source, slo),
                        canaryBy(Gained::pod, slo)));
    }

    /** Whether an answer of the canary was seen. */
    boolean canaryAnswers() {
        return gained.stream()
                .anyMatch(g -> g.track() == Track.CANARY && g.byServer() && g.count() > 0);
    }

    /** How much of what arrived at a side is seen at its callers. */
    Coverage coverage(Track track) {
        return gained.stream()
                .filter(g -> g.track() == track)
                .map(g -> Coverage.of(g.request(), g.count()))
                .reduce(Coverage.NONE, Coverage::plus);
    }

    private Counts counts(Track track, Slo slo) {
        return gained.stream()
                .filter(g -> g.track() == track)
                .map(g -> g.measured(slo))
                .reduce(Counts.NONE, Counts::plus);
    }

    private Map<String, Shown> canaryBy(Function<Gained, @Nullable String> name, Slo slo) {
        Map<String, Shown> parts = new HashMap<>();
        for (Gained one : gained) {
            String its = name.apply(one);
            Counts counts = one.measured(slo);
            if (one.track() == Track.CANARY && its != null && counts.total() > 0) {
                parts.merge(its, shown(counts), Shown::plus);
            }
        }
        return parts;
    }

    private Stream<Instant> canary(Predicate<Gained> wanted) {
        return gained.stream()
                .filter(g -> g.track() == Track.CANARY)
                .filter(wanted)
                .map(Gained::readAt);
    }

    private static Shown shown(Counts counts) {
        return new Shown(counts.total(), counts.bad());
    }
}
