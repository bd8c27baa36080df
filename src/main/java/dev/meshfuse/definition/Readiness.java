package dev.meshfuse.definition;

import java.util.List;

/**
 * How many pods of each side take traffic, as the API server says: those whose condition Ready is
 * true and that are not being deleted. Istio sends requests to no others.
 *
 * @param stablePods pods of the stable side
 * @param stableReady those of them that take traffic
 * @param canaryPods pods of the canary
 * @param canaryReady those of them that take traffic
 */
public record Readiness(int stablePods, int stableReady, int canaryPods, int canaryReady) {
    /** Of the pods of both sides. */
    static Readiness of(SplitResolver.Sides sides) {
        return new Readiness(
                sides.stable().size(),
                ready(sides.stable()),
                sides.canary().size(),
                ready(sides.canary()));
    }

    /** Whether the canary cannot answer, and stable can. */
    public boolean onlyCanaryIsDown() {
        return canaryReady == 0 && stableReady > 0;
    }

    private static int ready(List<PodFacts> pods) {
        return (int) pods.stream().filter(PodFacts::ready).count();
    }
}
