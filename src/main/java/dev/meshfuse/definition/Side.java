package dev.meshfuse.definition;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The pods that one side of a fuse stands for, or why that cannot be said. */
sealed interface Side {
    /**
     * It is known what selects its pods.
     *
     * @param labels labels of its subset; none where the host alone names the side
     * @param selection all that selects its pods: the service's selector and the subset's labels
     * @param pods the pods it selects now
     */
    record Pods(Map<String, String> labels, Map<String, String> selection, List<PodFacts> pods)
            implements Side {
        /** Pods that are not being deleted; where all are, those. */
        List<PodFacts> living() {
            List<PodFacts> living = pods.stream().filter(pod -> !pod.ending()).toList();
            return living.isEmpty() ? pods : living;
        }

        /** What the living pods show. */
        Set<String> values(Function<PodFacts, String> value) {
            return living().stream().map(value).collect(Collectors.toSet());
        }

        Set<String> names() {
            return pods.stream().map(PodFacts::name).collect(Collectors.toSet());
        }

        /** Whether every pod that the other selects, now or ever, is selected here too. */
        boolean takesInAllOf(Pods other) {
            return other.selection().entrySet().containsAll(selection.entrySet());
        }

        /** The pod template that the selection names, as Argo Rollouts lets it. */
        Optional<String> selectedHash() {
            return SplitResolver.HASH_LABELS.stream()
                    .map(selection::get)
                    .filter(Objects::nonNull)
                    .findFirst();
        }

        String selectionText() {
            return text(selection);
        }

        String labelsText() {
            return text(labels);
        }

        private static String text(Map<String, String> labels) {
            return new TreeMap<>(labels)
                    .entrySet().stream()
                            .map(label -> label.getKey() + "=" + label.getValue())
                            .collect(Collectors.joining(", "));
        }
    }

    /**
     * It cannot be said.
     *
     * @param reason why, for people
     */
    record Missing(String reason) implements Side {}

    /** Looks a side up. */
    static Side of(Fuse fuse, Destination destination, NamespaceFacts facts) {
        String namespace = fuse.id().namespace();
        String service = fuse.service(destination).name();
        Map<String, String> selector = facts.selectors().get(service);
        if (selector == null) {
            return new Missing(
                    "there is no Service %s in namespace %s".formatted(service, namespace));
        }
        if (selector.isEmpty()) {
            return new Missing(
                    "Service %s has no selector, so its pods are not known".formatted(service));
        }
        String subset = destination.subset();
        if (subset == null) {
            return pods(selector, Map.of(), facts);
        }
        Map<String, Map<String, String>> subsets = subsets(destination.host(), namespace, facts);
        Map<String, String> labels = subsets.get(subset);
        return labels == null
                ? new Missing(unknownSubset(service, subset, namespace, subsets.keySet()))
                : pods(selector, labels, facts);
    }

    private static Side pods(
            Map<String, String> selector, Map<String, String> labels, NamespaceFacts facts) {
        Map<String, String> selection = new HashMap<>(selector);
        selection.putAll(labels);
        return new Pods(
                labels,
                selection,
                facts.pods().stream()
                        .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
                        .filter(pod -> pod.labels().entrySet().containsAll(labels.entrySet()))
                        .toList());
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
}
