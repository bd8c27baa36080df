package dev.meshfuse.verdict;

import java.util.Map;

/**
 * What one interval of evaluation adds to the evidence.
 *
 * @param canary requests to the canary
 * @param stable requests to stable
 * @param bySource the canary's requests by who called, as far as that is known
 * @param byPod the canary's requests by the pod that answered, as far as that is known; a failure
 *     that reached no pod is in none
 */
public record Tick(
        Shown canary, Shown stable, Map<String, Shown> bySource, Map<String, Shown> byPod) {
    public Tick {
        bySource = Map.copyOf(bySource);
        byPod = Map.copyOf(byPod);
    }

    /** An interval of which nobody knows who called what. */
    public static Tick of(Shown canary, Shown stable) {
        return new Tick(canary, stable, Map.of(), Map.of());
    }
}
