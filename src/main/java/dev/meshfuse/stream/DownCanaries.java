package dev.meshfuse.stream;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.ResponseFlags;
import dev.meshfuse.sli.ServiceIncrements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Canaries of one service that have no pod which could answer, though stable has one. That is no
 * matter of statistics: whatever share of the requests is sent there fails, and fails without a
 * pod's name, so that the tests must not count it against the canary.
 *
 * <p>What is certain: for the whole of a grace the API server shows no ready pod of the canary and
 * one of stable, and no answer of the canary was seen. If callers' proxies find no endpoint
 * meanwhile, that is {@link #GRACE}; else {@link #SILENT}, in which the service was read. Whether
 * the canary has a weight at all is looked up by its fuse, which does nothing where it has none.
 *
 * <p>Kept in memory only: after a restart a grace begins anew.
 */
final class DownCanaries {
    /**
     * A container that restarts once must not cost a canary of one pod its traffic: it is ready
     * again after its start and, at most, a period of its readiness probe, 10 s if nothing else is
     * set (Kubernetes, "Configure Liveness, Readiness and Startup Probes").
     */
    static final Duration GRACE = Duration.ofSeconds(15);

    /** Where nobody is seen to fail there is no hurry; four graces. Said again as seldom. */
    static final Duration SILENT = Duration.ofSeconds(60);

    /** While requests fail it is said again, so that an action that failed is tried again. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    /** Requests that failed so lately fail now; and when none did for so long, they have ceased. */
    static final Duration LATELY = Duration.ofSeconds(10);

    /**
     * @param identity what the canary runs
     * @param saidAt when its fuse was last told, or null
     * @param hasCeased whether its fuse was told that no requests fail any more
     */
    private record Down(
            String identity,
            Instant since,
            long unanswered,
            @Nullable Instant lastUnansweredAt,
            @Nullable Instant saidAt,
            boolean hasCeased) {
        static Down begin(String identity, Instant now) {
            return new Down(identity, now, 0, null, null, false);
        }

        Down seeing(long more, @Nullable Instant lastAt) {
            return more == 0
                    ? this
                    : new Down(identity, since, unanswered + more, lastAt, saidAt, hasCeased);
        }

        Down said(Instant now) {
            return new Down(identity, since, unanswered, lastUnansweredAt, now, false);
        }

        Down ceased() {
            return new Down(identity, since, unanswered, lastUnansweredAt, saidAt, true);
        }

        boolean failsLately(Instant now) {
            return lastUnansweredAt != null && !lastUnansweredAt.plus(LATELY).isBefore(now);
        }

        boolean isToBeSaid(boolean wasRead, Instant now) {
            boolean fails = failsLately(now);
            boolean waited = !now.isBefore(since.plus(fails ? GRACE : SILENT));
            boolean again = saidAt == null || !now.isBefore(saidAt.plus(fails ? REPEAT : SILENT));
            return waited && again && (fails || wasRead);
        }

        boolean awaitsItsEnd() {
            return saidAt != null && !hasCeased;
        }
    }

    private final Map<ResourceId, Down> downs = new HashMap<>();
    private long unanswered;
    private @Nullable Instant lastUnansweredAt;
    private boolean wasRead;

    /** Takes in what one fresh reading added. */
    void take(ServiceIncrements added) {
        wasRead |= !added.edges().isEmpty();
        for (Increment increment : added.increments()) {
            if (!increment.edge().isAtDestination()
                    && ResponseFlags.foundNobody(increment.flags())
                    && increment.count() > 0) {
                unanswered += increment.count();
                lastUnansweredAt = added.at();
            }
        }
    }

    /**
     * Ends a block.
     *
     * @param fuses those of the service
     * @param answers whether a canary's answer was seen in the block
     */
    List<Output> closeBlock(List<ResolvedFuse> fuses, Predicate<ResourceId> answers, Instant now) {
        List<Output> said = new ArrayList<>();
        for (ResolvedFuse fuse : fuses) {
            if (fuse.fuse().triggers().contains(Fuse.Trigger.Evidence)) {
                look(fuse, answers.test(fuse.fuse().id()), now, said);
            }
        }
        downs.keySet().retainAll(Set.copyOf(fuses.stream().map(f -> f.fuse().id()).toList()));
        unanswered = 0;
        lastUnansweredAt = null;
        wasRead = false;
        return said;
    }

    private void look(ResolvedFuse fuse, boolean answers, Instant now, List<Output> said) {
        ResourceId id = fuse.fuse().id();
        Readiness readiness = fuse.readiness();
        Down before = downs.get(id);
        if (readiness == null || !readiness.onlyCanaryIsDown() || answers) {
            if (before != null && before.awaitsItsEnd() && wasRead && !answers) {
                said.add(quiet(id, before, now));
            }
            downs.remove(id);
            return;
        }
        Down same =
                before != null && before.identity().equals(fuse.canaryIdentity())
                        ? before
                        : Down.begin(fuse.canaryIdentity(), now);
        Down down = same.seeing(unanswered, lastUnansweredAt);
        if (down.awaitsItsEnd() && wasRead && !down.failsLately(now)) {
            said.add(quiet(id, down, now));
            down = down.ceased();
        }
        if (down.isToBeSaid(wasRead, now)) {
            said.add(new Output.Input(input(id, down, readiness, now)));
            down = down.said(now);
        }
        downs.put(id, down);
    }

    private static FuseInput input(ResourceId fuse, Down down, Readiness readiness, Instant now) {
        String reason =
                "None of the canary's %d pods has been ready for %d s, and %d of stable are; %s."
                        .formatted(
                                readiness.canaryPods(),
                                Duration.between(down.since(), now).toSeconds(),
                                readiness.stableReady(),
                                down.unanswered() > 0
                                        ? "%d requests to the service found no endpoint"
                                                .formatted(down.unanswered())
                                        : "no answer of the canary was seen");
        return new FuseInput.CanaryDown(
                fuse,
                episode(fuse, down),
                now,
                down.identity(),
                new DownEvidence(
                        down.since(),
                        readiness.stableReady(),
                        readiness.canaryPods(),
                        down.unanswered(),
                        down.lastUnansweredAt(),
                        reason));
    }

    private static Output quiet(ResourceId fuse, Down down, Instant now) {
        Instant last = down.lastUnansweredAt() == null ? down.since() : down.lastUnansweredAt();
        return new Output.Input(new FuseInput.CanaryQuiet(fuse, episode(fuse, down), now, last));
    }

    private static String episode(ResourceId fuse, Down down) {
        return "down/" + fuse.name() + "@" + down.since();
    }
}
