package dev.meshfuse.stream;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.Track;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.verdict.Block;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Gathers what fresh readings show of one split until the block is closed. */
final class BlockCollector {
    private record Gained(Instant readAt, Track track, RequestClass request, long count) {}

    private final List<Gained> gained = new ArrayList<>();
    private boolean callersRead;

    /** A fresh reading shows the edges of callers, whether they called or not. */
    void readCallers() {
        callersRead = true;
    }

    /** Takes in one increment of a fresh reading. */
    void add(Instant readAt, Increment increment, RequestClass request, Split.Resolved split) {
        Edge edge = increment.edge();
        Track track = split.rule().trackOf(edge.service(), edge.workload(), edge.revision());
        gained.add(new Gained(readAt, track, request, increment.count()));
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

    private Counts counts(Track track, CountingPolicy policy) {
        return gained.stream()
                .filter(g -> g.track() == track)
                .map(g -> Counts.of(g.request(), g.count(), policy))
                .reduce(Counts.NONE, Counts::plus);
    }

    private Stream<Instant> canary(CountingPolicy policy, Predicate<Counts> wanted) {
        return gained.stream()
                .filter(g -> g.track() == Track.CANARY)
                .filter(g -> wanted.test(Counts.of(g.request(), g.count(), policy)))
                .map(Gained::readAt);
    }
}
