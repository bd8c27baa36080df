package dev.meshfuse.definition;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds what really tells the two sides of a fuse apart: separate services; else the canonical
 * revisions of their pods; else their workloads. {@code destination_version} is not asked: it is
 * unknown exactly when a canary cannot be reached (istio/istio {@code
 * pilot/pkg/networking/util/util.go}, AppendLbEndpointMetadata).
 */
public final class SplitResolver {
    /** What tells two states of a Deployment apart, and of an Argo Rollout. */
    public static final List<String> HASH_LABELS =
            List.of("pod-template-hash", "rollouts-pod-template-hash");

    /** Identity of a canary that has had no pods yet; its first pods are a new one. */
    static final String NOTHING_YET = "none";

    /**
     * The pods of the two sides.
     *
     * @param stable pods of the stable side
     * @param canary pods of the canary
     */
    public record Sides(List<PodFacts> stable, List<PodFacts> canary) {
        public Sides {
            stable = List.copyOf(stable);
            canary = List.copyOf(canary);
        }
    }

    /** The pods that one side of a fuse stands for, or why that cannot be said. */
    private sealed interface Side {
        record Pods(Map<String, String> labels, List<PodFacts> pods) implements Side {}

        record Missing(String reason) implements Side {}
    }

    private SplitResolver() {}

    /**
     * Resolves the split of a fuse.
     *
     * @param facts what its namespace shows now
     * @param before how it was resolved last, empty when it never was. A canary without pods keeps
     *     its identity, so that its return is no new canary.
     */
    public static Split resolve(Fuse fuse, NamespaceFacts facts, Optional<Split.Resolved> before) {
        Side stable = side(fuse, fuse.stable(), facts);
        Side canary = side(fuse, fuse.canary(), facts);
        if (stable instanceof Side.Missing missing) {
            return new Split.Unresolved(missing.reason());
        }
        if (canary instanceof Side.Missing missing) {
            return new Split.Unresolved(missing.reason());
        }
        Side.Pods left = (Side.Pods) stable;
        Side.Pods right = (Side.Pods) canary;
        if (!sameHost(fuse)) {
            TrackRule rule =
                    new TrackRule.ByService(
                            fuse.service(fuse.stable()).name(), fuse.service(fuse.canary()).name());
            return new Split.Resolved(rule, identity(right, before));
        }
        if (left.pods().isEmpty()) {
            return new Split.Unresolved("the stable side %s has no pods".formatted(fuse.stable()));
        }
        return right.pods().isEmpty()
                ? withoutCanary(fuse, left, right, before)
                : bySide(fuse, left, right, before);
    }

    /** The pods of both sides; empty lists where a side cannot be found. */
    public static Sides sides(Fuse fuse, NamespaceFacts facts) {
        return new Sides(
                pods(side(fuse, fuse.stable(), facts)), pods(side(fuse, fuse.canary(), facts)));
    }

    private static List<PodFacts> pods(Side side) {
        return side instanceof Side.Pods found ? found.pods() : List.of();
    }

    private static boolean sameHost(Fuse fuse) {
        return fuse.service(fuse.stable()).equals(fuse.service(fuse.canary()));
    }

    private static Side side(Fuse fuse, Destination destination, NamespaceFacts facts) {
        String namespace = fuse.id().namespace();
        String service = fuse.service(destination).name();
        Map<String, String> selector = facts.selectors().get(service);
        if (selector == null) {
            return new Side.Missing(
                    "there is no Service %s in namespace %s".formatted(service, namespace));
        }
        if (selector.isEmpty()) {
            return new Side.Missing(
                    "Service %s has no selector, so its pods are not known".formatted(service));
        }
        String subset = destination.subset();
        if (subset == null) {
            return new Side.Pods(Map.of(), matching(facts.pods(), selector, Map.of()));
        }
        Map<String, Map<String, String>> subsets = subsets(destination.host(), namespace, facts);
        Map<String, String> labels = subsets.get(subset);
        if (labels == null) {
            return new Side.Missing(unknownSubset(service, subset, namespace, subsets.keySet()));
        }
        return new Side.Pods(labels, matching(facts.pods(), selector, labels));
    }

    private static String unknownSubset(
            String service, String subset, String namespace, Set<String> known) {
        return known.isEmpty()
                ? "no DestinationRule in namespace %s defines subsets of host %s"
                        .formatted(namespace, service)
                : "no DestinationRule for host %s has a subset %s; there is %s"
                        .formatted(service, subset, String.join(", ", new TreeSet<>(known)));
    }

    /** Istio merges the subsets of all rules for one host. */
    private static Map<String, Map<String, String>> subsets(
            String host, String namespace, NamespaceFacts facts) {
        Map<String, Map<String, String>> subsets = new HashMap<>();
        facts.rules().stream()
                .filter(rule -> ServiceHost.same(rule.host(), host, namespace))
                .forEach(rule -> rule.labels().forEach(subsets::putIfAbsent));
        return subsets;
    }

    private static List<PodFacts> matching(
            List<PodFacts> pods, Map<String, String> selector, Map<String, String> labels) {
        return pods.stream()
                .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                .filter(pod -> pod.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    private static Split bySide(
            Fuse fuse, Side.Pods stable, Side.Pods canary, Optional<Split.Resolved> before) {
        Set<String> stableRevisions = values(stable, PodFacts::revision);
        Set<String> canaryRevisions = values(canary, PodFacts::revision);
        String identity = identity(canary, before);
        if (Collections.disjoint(stableRevisions, canaryRevisions)) {
            return new Split.Resolved(
                    new TrackRule.ByRevision(stableRevisions, canaryRevisions), identity);
        }
        Set<String> stableWorkloads = values(stable, PodFacts::workload);
        Set<String> canaryWorkloads = values(canary, PodFacts::workload);
        if (Collections.disjoint(stableWorkloads, canaryWorkloads)) {
            return new Split.Resolved(
                    new TrackRule.ByWorkload(stableWorkloads, canaryWorkloads), identity);
        }
        return new Split.Unresolved(
                "telemetry cannot tell %s and %s apart: their pods share the canonical revision %s and the workload %s; give the canary's pods another label version or service.istio.io/canonical-revision"
                        .formatted(
                                fuse.stable(),
                                fuse.canary(),
                                shared(stableRevisions, canaryRevisions),
                                shared(stableWorkloads, canaryWorkloads)));
    }

    /** A canary that has gone for the moment keeps its side if the subset's labels determine it. */
    private static Split withoutCanary(
            Fuse fuse, Side.Pods stable, Side.Pods canary, Optional<Split.Resolved> before) {
        String revision = PodFacts.revisionIn(canary.labels());
        Set<String> stableRevisions = values(stable, PodFacts::revision);
        if (before.isPresent()
                && before.get().rule() instanceof TrackRule.ByRevision
                && revision != null
                && !stableRevisions.contains(revision)) {
            return new Split.Resolved(
                    new TrackRule.ByRevision(stableRevisions, Set.of(revision)),
                    before.get().canaryIdentity());
        }
        return new Split.Unresolved("the canary %s has no pods".formatted(fuse.canary()));
    }

    /** What the canary runs: its pod-template hashes, else its images, else its subset's labels. */
    private static String identity(Side.Pods canary, Optional<Split.Resolved> before) {
        if (canary.pods().isEmpty() && before.isPresent()) {
            return before.get().canaryIdentity();
        }
        for (String label : HASH_LABELS) {
            Set<String> hashes = new TreeSet<>();
            canary.pods().stream()
                    .flatMap(pod -> Optional.ofNullable(pod.labels().get(label)).stream())
                    .forEach(hashes::add);
            if (!hashes.isEmpty()) {
                return String.join("+", hashes);
            }
        }
        Set<String> images = new TreeSet<>();
        canary.pods().forEach(pod -> images.addAll(pod.images()));
        if (!images.isEmpty()) {
            return String.join("+", images);
        }
        String labels =
                canary.labels().entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .sorted()
                        .collect(Collectors.joining("+"));
        return labels.isEmpty() ? NOTHING_YET : labels;
    }

    private static Set<String> values(Side.Pods side, Function<PodFacts, String> value) {
        return side.pods().stream().map(value).collect(Collectors.toSet());
    }

    private static String shared(Set<String> one, Set<String> other) {
        return one.stream().filter(other::contains).sorted().collect(Collectors.joining(", "));
    }
}
