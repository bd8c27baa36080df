package dev.meshfuse.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A namespace as Argo Rollouts keeps it: Rollout cart, whose two states differ in the label {@code
 * rollouts-pod-template-hash} alone, and which Rollouts writes into the selectors of the stable and
 * canary Services, or into the labels of the DestinationRule's subsets.
 */
final class Rollouts {
    static final String HASH = "rollouts-pod-template-hash";

    /** A fuse on subsets of one host. */
    static final Fuse SUBSETS =
            Fuses.fuse(new Destination("cart", "stable"), new Destination("cart", "canary"));

    /** A fuse on the stable and the canary Service. */
    static final Fuse HOSTS =
            Fuses.fuse(new Destination("cart-stable", null), new Destination("cart-canary", null));

    private Rollouts() {}

    /**
     * The namespace while the sides run these states.
     *
     * @param stableHash state that Rollouts has written into the stable side
     * @param canaryHash state that it has written into the canary
     */
    static NamespaceFacts namespace(String stableHash, String canaryHash, PodFacts... pods) {
        Map<String, Map<String, String>> selectors = new HashMap<>();
        selectors.put("cart", Map.of("app", "cart"));
        selectors.put("cart-stable", Map.of("app", "cart", HASH, stableHash));
        selectors.put("cart-canary", Map.of("app", "cart", HASH, canaryHash));
        NamespaceFacts.Subsets rule =
                new NamespaceFacts.Subsets(
                        "cart",
                        "cart",
                        Map.of(
                                "stable", Map.of("app", "cart", HASH, stableHash),
                                "canary", Map.of("app", "cart", HASH, canaryHash)));
        return new NamespaceFacts(selectors, List.of(rule), List.of(pods));
    }

    /** A pod of one state. */
    static PodFacts pod(String hash, String suffix) {
        return pod(hash, suffix, false);
    }

    static PodFacts ending(String hash, String suffix) {
        return pod(hash, suffix, true);
    }

    private static PodFacts pod(String hash, String suffix, boolean ending) {
        Map<String, String> labels = Map.of("app", "cart", HASH, hash);
        return new PodFacts(
                "cart-" + hash + "-" + suffix,
                labels,
                PodFacts.workloadOf("cart", labels, "ReplicaSet", "cart-" + hash),
                Set.of("cart:" + hash),
                !ending,
                ending);
    }

    /** Names of pods as rules have them. */
    static Set<String> keys(PodFacts... pods) {
        List<String> keys = new ArrayList<>();
        for (PodFacts pod : pods) {
            keys.add("shop/" + pod.name());
        }
        return Set.copyOf(keys);
    }
}
