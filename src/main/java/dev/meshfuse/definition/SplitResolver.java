package dev.meshfuse.definition;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what really tells the two sides of a fuse apart: separate services; else the canonical
 * revisions of their pods; else their workloads; else the pods themselves. {@code
 * destination_version} is not asked: it is unknown exactly when a canary cannot be reached
 * (istio/istio {@code pilot/pkg/networking/util/util.go}, AppendLbEndpointMetadata).
 *
 * <p>Sides whose selectors overlap are no sides: a request to one may be answered by a pod of the
 * other, and nothing is guessed.
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

    private SplitResolver() {}

    /**
     * Resolves the split of a fuse.
     *
     * @param facts what its namespace shows now
     * @param before how it was resolved last, empty when it never was. A canary without pods keeps
     *     its side and identity, so that its end is seen and its return is no new canary.
     */
    public static Split resolve(Fuse fuse, NamespaceFacts facts, Optional<Split.Resolved> before) {
        Side stable = Side.of(fuse, fuse.stable(), facts);
        Side canary = Side.of(fuse, fuse.canary(), facts);
        if (stable instanceof Side.Missing missing) {
            return new Split.Unresolved(missing.reason());
        }
        if (canary instanceof Side.Missing missing) {
            return new Split.Unresolved(missing.reason());
        }
        Side.Pods left = (Side.Pods) stable;
        Side.Pods right = (Side.Pods) canary;
        Optional<String> overlap = overlap(fuse, left, right);
        if (overlap.isPresent()) {
            return new Split.Unresolved(overlap.get());
        }
        if (fuse.hasSeparateHosts()) {
            TrackRule rule =
                    new TrackRule.ByService(
                            fuse.stableService().name(), fuse.canaryService().name());
            return new Split.Resolved(rule, identity(right, before));
        }
        if (left.pods().isEmpty()) {
            return new Split.Unresolved("the stable side %s has no pods".formatted(fuse.stable()));
        }
        return right.pods().isEmpty()
                ? withoutCanary(fuse, left, right, before)
                : SubsetRules.resolve(fuse, left, right, identity(right, before));
    }

    /** The pods of both sides; empty lists where a side cannot be found. */
    public static Sides sides(Fuse fuse, NamespaceFacts facts) {
        return new Sides(
                pods(Side.of(fuse, fuse.stable(), facts)),
                pods(Side.of(fuse, fuse.canary(), facts)));
    }

    /**
     * How many pods of each side take traffic; empty where it cannot be said which pods are whose.
     */
    public static Optional<Readiness> readiness(Fuse fuse, NamespaceFacts facts) {
        return Side.of(fuse, fuse.stable(), facts) instanceof Side.Pods stable
                        && Side.of(fuse, fuse.canary(), facts) instanceof Side.Pods canary
                        && overlap(fuse, stable, canary).isEmpty()
                ? Optional.of(Readiness.of(new Sides(stable.pods(), canary.pods())))
                : Optional.empty();
    }

    private static List<PodFacts> pods(Side side) {
        return side instanceof Side.Pods found ? found.pods() : List.of();
    }

    private static Optional<String> overlap(Fuse fuse, Side.Pods stable, Side.Pods canary) {
        if (stable.selection().equals(canary.selection())) {
            return Optional.of(
                    "stable %s and canary %s select the same pods (%s): no canary runs beside stable now, or one of the two is set up wrongly"
                            .formatted(fuse.stable(), fuse.canary(), stable.selectionText()));
        }
        if (stable.takesInAllOf(canary)) {
            return Optional.of(allOf("stable " + fuse.stable(), stable, fuse.canary(), canary));
        }
        if (canary.takesInAllOf(stable)) {
            return Optional.of(allOf("canary " + fuse.canary(), canary, fuse.stable(), stable));
        }
        Set<String> shared = new TreeSet<>(stable.names());
        shared.retainAll(canary.names());
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "stable %s and canary %s both select %s: a request to one side may be answered by the other; give their selectors another value of one label"
                                .formatted(fuse.stable(), fuse.canary(), some(shared)));
    }

    private static String allOf(
            String taker, Side.Pods takes, Destination other, Side.Pods takenIn) {
        return "%s selects by %s, which takes in every pod of %s (%s): a request to one side may be answered by the other; select each side by a label of its own"
                .formatted(taker, takes.selectionText(), other, takenIn.selectionText());
    }

    /** The first of many, as a sentence has room for. */
    private static String some(Set<String> pods) {
        String first = pods.iterator().next();
        return pods.size() == 1
                ? "pod " + first
                : "%d pods, %s among them".formatted(pods.size(), first);
    }

    /** A canary that has gone for the moment keeps its side, unless it will come as another. */
    private static Split withoutCanary(
            Fuse fuse, Side.Pods stable, Side.Pods canary, Optional<Split.Resolved> before) {
        return before.filter(last -> !isAnother(canary, last.canaryIdentity()))
                .flatMap(last ->
                        SubsetRules.withoutCanary(last.rule(), fuse, stable, canary)
                                .map(rule ->
                                        new Split.Resolved(
                                                rule, last.canaryIdentity(), last.passedOver())))
                .<Split>map(resolved -> resolved)
                .orElseGet(() ->
                        new Split.Unresolved("the canary %s has no pods".formatted(fuse.canary())));
    }

    /** Whether what selects the canary's pods names another template than it last ran. */
    private static boolean isAnother(Side.Pods canary, String identity) {
        return canary.selectedHash().map(hash -> !hash.equals(identity)).orElse(false);
    }

    /** What the canary runs: its pod-template hashes, else its images, else its labels. */
    private static String identity(Side.Pods canary, Optional<Split.Resolved> before) {
        if (canary.pods().isEmpty() && before.isPresent()) {
            return canary.selectedHash().orElse(before.get().canaryIdentity());
        }
        for (String label : HASH_LABELS) {
            Set<String> hashes = new TreeSet<>();
            canary.living().stream()
                    .flatMap(pod -> Optional.ofNullable(pod.labels().get(label)).stream())
                    .forEach(hashes::add);
            if (!hashes.isEmpty()) {
                return String.join("+", hashes);
            }
        }
        Set<String> images = new TreeSet<>();
        canary.living().forEach(pod -> images.addAll(pod.images()));
        if (!images.isEmpty()) {
            return String.join("+", images);
        }
        String labels =
                new TreeMap<>(canary.labels())
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining("+"));
        return canary.selectedHash().orElse(labels.isEmpty() ? NOTHING_YET : labels);
    }
}
