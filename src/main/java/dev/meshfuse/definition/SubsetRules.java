package dev.meshfuse.definition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What tells two subsets of one host apart: the first of revision, workload and pods that does. */
final class SubsetRules {
    private SubsetRules() {}

    /** The rule for two subsets that have pods. */
    static Split.Resolved resolve(
            Fuse fuse, Side.Pods stable, Side.Pods canary, String canaryIdentity) {
        List<String> passedOver = new ArrayList<>();
        passedOver.add(
                "Not by destination service: both sides are subsets of %s."
                        .formatted(fuse.stableService().name()));
        return new Split.Resolved(
                rule(fuse, stable, canary, passedOver), canaryIdentity, passedOver);
    }

    private static TrackRule rule(
            Fuse fuse, Side.Pods stable, Side.Pods canary, List<String> passedOver) {
        Set<String> stableRevisions = stable.values(PodFacts::revision);
        Set<String> canaryRevisions = canary.values(PodFacts::revision);
        Optional<String> sameRevision =
                inCommon("canonical revision", stableRevisions, canaryRevisions);
        if (sameRevision.isEmpty()) {
            return new TrackRule.ByRevision(stableRevisions, canaryRevisions);
        }
        passedOver.add(sameRevision.get());
        Set<String> stableWorkloads = stable.values(PodFacts::workload);
        Set<String> canaryWorkloads = canary.values(PodFacts::workload);
        Optional<String> sameWorkload = inCommon("workload", stableWorkloads, canaryWorkloads);
        if (sameWorkload.isEmpty()) {
            return new TrackRule.ByWorkload(stableWorkloads, canaryWorkloads);
        }
        passedOver.add(sameWorkload.get());
        return new TrackRule.ByPods(
                keys(fuse, stable), keys(fuse, canary), stable.labelsText(), canary.labelsText());
    }

    /** Why a label does not tell the sides apart; empty when it does. */
    private static Optional<String> inCommon(String label, Set<String> stable, Set<String> canary) {
        Set<String> shared = stable.stream().filter(canary::contains).collect(Collectors.toSet());
        if (!shared.isEmpty()) {
            return Optional.of(
                    "Not by %s: both sides have %s."
                            .formatted(
                                    label,
                                    shared.stream().sorted().collect(Collectors.joining(", "))));
        }
        // What a waypoint prints where it knows nothing.
        return stable.contains(TrackRule.UNKNOWN) || canary.contains(TrackRule.UNKNOWN)
                ? Optional.of(
                        "Not by %s: one side's is '%s', which Istio also reports where nothing is known."
                                .formatted(label, TrackRule.UNKNOWN))
                : Optional.empty();
    }

    /** The rule that held, as long as the canary has no pods; empty when it holds no more. */
    static Optional<TrackRule> withoutCanary(
            TrackRule before, Fuse fuse, Side.Pods stable, Side.Pods canary) {
        return switch (before) {
            case TrackRule.ByService hosts -> Optional.empty();
            case TrackRule.ByRevision revisions -> {
                Set<String> now = stable.values(PodFacts::revision);
                yield Collections.disjoint(now, revisions.canary())
                        ? Optional.of(new TrackRule.ByRevision(now, revisions.canary()))
                        : Optional.empty();
            }
            case TrackRule.ByWorkload workloads -> {
                Set<String> now = stable.values(PodFacts::workload);
                yield Collections.disjoint(now, workloads.canary())
                        ? Optional.of(new TrackRule.ByWorkload(now, workloads.canary()))
                        : Optional.empty();
            }
            case TrackRule.ByPods pods ->
                    Optional.of(
                            new TrackRule.ByPods(
                                    keys(fuse, stable),
                                    Set.of(),
                                    stable.labelsText(),
                                    canary.labelsText()));
        };
    }

    /** Pods that are being deleted still answer, so they stay on their side to the end. */
    private static Set<String> keys(Fuse fuse, Side.Pods side) {
        return side.pods().stream()
                .map(pod -> fuse.id().namespace() + "/" + pod.name())
                .collect(Collectors.toSet());
    }
}
