package dev.meshfuse.stream;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.CountingPolicy.Reporter;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.Track;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ResponseFlags;
import dev.meshfuse.verdict.Block;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what fresh readings show of one split until the block is closed. */
final class BlockCollector {
    /**
     * @param elsewhere whether the split's rule, and not the objective's policy, says whose report
     *     is taken
     */
    private record Gained(
            Instant readAt, Track track, RequestClass request, long count, boolean elsewhere) {
        /**
         * Where only the pods' own proxies tell the side, what they report is taken; and of what
         * callers report, only what has reached no pod is left.
         */
        Counts seenBy(CountingPolicy policy) {
            Reporter end = request.atDestination() ? Reporter.Destination : Reporter.Source;
            return Counts.of(request, count, elsewhere ? policy.reportedBy(end) : policy);
        }
    }

    private final List<Gained> gained = new ArrayList<>();
    private boolean callersRead;

    /** A fresh reading shows the edges of callers, whether they called or not. */
    void readCallers() {
        callersRead = true;
    }

    /**
     * Takes in one increment of a fresh reading.
     *
     * @param pod the pod whose proxy was read, {@code namespace/name}, or null
     */
    void add(
            Instant readAt,
            Increment increment,
            RequestClass request,
            @Nullable String pod,
            Split.Resolved split) {
        TrackRule rule = split.rule();
        gained.add(
                new Gained(
                        readAt,
                        rule.trackOf(seen(increment, request, pod)),
                        request,
                        increment.count(),
                        rule.needsDestination()));
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
     * The block as an objective's policy sees it. Whoever reports, its own request to the canary is
     * traffic.
     */
    Block close(Instant now, CountingPolicy policy) {
        return new Block(
                now,
                counts(Track.CANARY, policy),
                counts(Track.STABLE, policy),
                counts(Track.UNATTRIBUTED, policy),
                callersRead,
                canary(policy, counts -> counts.bad() > 0)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                canary(policy, counts -> !counts.equals(Counts.NONE))
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    /** How much of what arrived at a side is seen at its callers. */
    Coverage coverage(Track track) {
        return gained.stream()
                .filter(g -> g.track() == track)
                .map(g -> Coverage.of(g.request(), g.count()))
                .reduce(Coverage.NONE, Coverage::plus);
    }

    private Counts counts(Track track, CountingPolicy policy) {
        return gained.stream()
                .filter(g -> g.track() == track)
                .map(g -> g.seenBy(policy))
                .reduce(Counts.NONE, Counts::plus);
    }

    private Stream<Instant> canary(CountingPolicy policy, Predicate<Counts> wanted) {
        return gained.stream()
                .filter(g -> g.track() == Track.CANARY)
                .filter(g -> wanted.test(g.seenBy(policy)))
                .map(Gained::readAt);
    }
}
