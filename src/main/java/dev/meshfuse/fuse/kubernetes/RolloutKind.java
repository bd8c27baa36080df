package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;

/**
 * Argo's Rollout. Its controller puts a weight that somebody else changed back at once, so it is
 * told what to do and does it (argoproj/argo-rollouts {@code docs/best-practices.md}).
 */
final class RolloutKind implements TargetKind {
    @Override
    public TargetView view(ReadObject object, Fuse fuse) {
        Ownership ownership =
                Ownership.by(
                        "Rollout",
                        "Argo Rollouts writes the weights for %s and is told to stop.%s"
                                .formatted(object.name(), git(object)));
        JsonNode canary = object.at("/spec/strategy/canary");
        JsonNode routing = canary.path("trafficRouting");
        if (!routing.isObject()) {
            return new TargetView.Unusable(
                    object.name(),
                    "NoSplit",
                    object.name()
                            + " has no weighted split: it needs spec.strategy.canary.trafficRouting",
                    ownership);
        }
        String stableSide = side(fuse, true, canary, routing);
        String canarySide = side(fuse, false, canary, routing);
        String wantedStable = wanted(fuse, true);
        String wantedCanary = wanted(fuse, false);
        if (!stableSide.equals(wantedStable) || !canarySide.equals(wantedCanary)) {
            return new TargetView.Unusable(
                    object.name(),
                    "OtherSides",
                    "%s splits between %s and %s, and the fuse between %s and %s"
                            .formatted(
                                    object.name(),
                                    said(stableSide),
                                    said(canarySide),
                                    wantedStable,
                                    wantedCanary),
                    ownership);
        }
        return new RolloutTarget(object, ownership);
    }

    private static String git(ReadObject object) {
        Ownership git = Owners.git(object);
        return git.owned() ? " " + git.sentence() : "";
    }

    /** What a Rollout calls a side: a subset where the fuse has subsets, else a Service. */
    private static String side(Fuse fuse, boolean stable, JsonNode canary, JsonNode routing) {
        JsonNode rule = routing.at("/istio/destinationRule");
        if ((stable ? fuse.stable() : fuse.canary()).subset() != null) {
            String subset = rule.path(stable ? "stableSubsetName" : "canarySubsetName").asText("");
            return subset.isEmpty() ? "" : "subset " + subset;
        }
        String service = canary.path(stable ? "stableService" : "canaryService").asText("");
        return service.isEmpty() ? "" : "Service " + service;
    }

    private static String wanted(Fuse fuse, boolean stable) {
        String subset = (stable ? fuse.stable() : fuse.canary()).subset();
        return subset != null
                ? "subset " + subset
                : "Service " + (stable ? fuse.stableService() : fuse.canaryService()).name();
    }

    private static String said(String side) {
        return side.isEmpty() ? "nothing of that sort" : side;
    }
}
