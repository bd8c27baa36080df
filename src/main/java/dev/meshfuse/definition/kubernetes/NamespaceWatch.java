package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.NamespaceFacts;
import dev.meshfuse.definition.PodFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What splits depend on in one namespace. */
final class NamespaceWatch implements AutoCloseable {
    /** Istio's proxy is injected into every pod and says nothing of what a canary runs. */
    private static final String PROXY = "istio-proxy";

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    // As generic trees: a rule of a shape that the typed model does not know would break the list.
    private static final ResourceDefinitionContext DESTINATION_RULES =
            new ResourceDefinitionContext.Builder()
                    .withGroup("networking.istio.io")
                    .withVersion("v1")
                    .withKind("DestinationRule")
                    .withPlural("destinationrules")
                    .withNamespaced(true)
                    .build();

    private final Watched<Service> services;
    private final Watched<Pod> pods;
    private final Watched<GenericKubernetesResource> rules;
    private final AtomicLong changes = new AtomicLong();
    private volatile Cached cached =
            new Cached(-1, new NamespaceFacts(Map.of(), List.of(), List.of()));

    /** Facts, and how many changes had been seen before they were read. */
    private record Cached(long changes, NamespaceFacts facts) {}

    NamespaceWatch(KubernetesClient client, String namespace, Runnable listener) {
        Runnable changed =
                () -> {
                    changes.incrementAndGet();
                    listener.run();
                };
        services =
                new Watched<>(
                        "Services of namespace " + namespace,
                        client.services().inNamespace(namespace).runnableInformer(0),
                        changed);
        pods =
                new Watched<>(
                        "Pods of namespace " + namespace,
                        client.pods().inNamespace(namespace).runnableInformer(0),
                        changed);
        rules =
                new Watched<>(
                        "DestinationRules of namespace " + namespace,
                        client.genericKubernetesResources(DESTINATION_RULES)
                                .inNamespace(namespace)
                                .runnableInformer(0),
                        changed);
        services.start();
        pods.start();
        rules.start();
    }

    /**
     * The facts, empty until they have been read.
     *
     * @param withRules whether DestinationRules matter; without Istio's kinds there are none to
     *     read
     */
    Optional<NamespaceFacts> facts(boolean withRules) {
        if (!services.synced() || !pods.synced() || (withRules && !rules.synced())) {
            return Optional.empty();
        }
        long seen = changes.get();
        Cached known = cached;
        if (known.changes() != seen) {
            known = new Cached(seen, read());
            cached = known;
        }
        return Optional.of(known.facts());
    }

    Optional<String> trouble() {
        return Stream.of(services.trouble(), pods.trouble(), rules.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether pods may have changed since they were last seen. */
    boolean arePodsUncertain() {
        return services.trouble().isPresent() || pods.trouble().isPresent();
    }

    private NamespaceFacts read() {
        Map<String, Map<String, String>> selectors = new HashMap<>();
        for (Service service : services.list()) {
            Map<String, String> selector =
                    service.getSpec() == null ? null : service.getSpec().getSelector();
            selectors.put(service.getMetadata().getName(), selector == null ? Map.of() : selector);
        }
        return new NamespaceFacts(
                selectors,
                rules.list().stream().flatMap(rule -> subsets(rule).stream()).toList(),
                pods.list().stream()
                        .filter(NamespaceWatch::isRunning)
                        .map(NamespaceWatch::pod)
                        .toList());
    }

    private static Optional<NamespaceFacts.Subsets> subsets(GenericKubernetesResource rule) {
        if (!(rule.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec)
                || !(spec.get("host") instanceof String host)) {
            return Optional.empty();
        }
        Map<String, Map<String, String>> subsets = new HashMap<>();
        List<?> written = spec.get("subsets") instanceof List<?> list ? list : List.of();
        for (Object one : written) {
            if (one instanceof Map<?, ?> subset && subset.get("name") instanceof String name) {
                Map<String, String> labels = new HashMap<>();
                if (subset.get("labels") instanceof Map<?, ?> map) {
                    map.forEach(
                            (key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
                }
                subsets.put(name, labels);
            }
        }
        return Optional.of(new NamespaceFacts.Subsets(rule.getMetadata().getName(), host, subsets));
    }

    private static boolean isRunning(Pod pod) {
        return pod.getStatus() == null
                || !ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private static PodFacts pod(Pod pod) {
        String name = pod.getMetadata().getName();
        Map<String, String> labels =
                pod.getMetadata().getLabels() == null ? Map.of() : pod.getMetadata().getLabels();
        Optional<OwnerReference> owner =
                pod.getMetadata().getOwnerReferences().stream()
                        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                        .findFirst();
        String workload =
                PodFacts.workloadOf(
                        name,
                        labels,
                        owner.map(OwnerReference::getKind).orElse(null),
                        owner.map(OwnerReference::getName).orElse(null));
        return new PodFacts(
                name,
                labels,
                workload,
                images(pod),
                isReady(pod),
                pod.getMetadata().getDeletionTimestamp() != null);
    }

    private static Set<String> images(Pod pod) {
        return pod.getSpec() == null
                ? Set.of()
                : pod.getSpec().getContainers().stream()
                        .filter(container -> !PROXY.equals(container.getName()))
                        .map(Container::getImage)
                        .filter(image -> image != null)
                        .collect(Collectors.toSet());
    }

    private static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType())
                                        && "True".equals(condition.getStatus()));
    }

    @Override
    public void close() {
        services.close();
        pods.close();
        rules.close();
    }
}
