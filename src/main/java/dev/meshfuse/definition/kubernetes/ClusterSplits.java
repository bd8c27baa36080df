package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.NamespaceFacts;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.SplitResolver;
import dev.meshfuse.definition.Splits;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The splits of fuses as services, pods and DestinationRules show them now. Only the namespaces
 * that have a fuse are watched. An API server that is away leaves splits as they were last seen, or
 * unresolved with that reason.
 */
public final class ClusterSplits implements Splits, AutoCloseable {
    private record Known(Destination stable, Destination canary, Split.Resolved split) {
        boolean isOf(Fuse fuse) {
            return stable.equals(fuse.stable()) && canary.equals(fuse.canary());
        }
    }

    private final KubernetesClient client;
    private final Worker worker = new Worker("meshfuse-splits", this::tell);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, NamespaceWatch> namespaces = new ConcurrentHashMap<>();
    private final Map<ResourceId, Known> before = new ConcurrentHashMap<>();

    public ClusterSplits(KubernetesClient client) {
        this.client = client;
    }

    /** Adds a listener, called on a thread of this object after what is watched has changed. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public synchronized void watch(Set<ResourceId> fuses) {
        before.keySet().retainAll(fuses);
        Set<String> wanted = fuses.stream().map(ResourceId::namespace).collect(Collectors.toSet());
        for (String namespace : Set.copyOf(namespaces.keySet())) {
            if (!wanted.contains(namespace)) {
                Optional.ofNullable(namespaces.remove(namespace)).ifPresent(NamespaceWatch::close);
            }
        }
        for (String namespace : wanted) {
            namespaces.computeIfAbsent(
                    namespace, name -> new NamespaceWatch(client, name, worker::soon));
        }
    }

    @Override
    public Split of(Fuse fuse) {
        Optional<NamespaceFacts> facts = facts(fuse);
        if (facts.isEmpty()) {
            return new Split.Unresolved(trouble(fuse));
        }
        Optional<Split.Resolved> last =
                Optional.ofNullable(before.get(fuse.id()))
                        .filter(known -> known.isOf(fuse))
                        .map(Known::split);
        Split split = SplitResolver.resolve(fuse, facts.get(), last);
        if (split instanceof Split.Resolved resolved) {
            before.put(fuse.id(), new Known(fuse.stable(), fuse.canary(), resolved));
        }
        return split;
    }

    /**
     * The pods of both sides with their readiness; empty while the namespace of the fuse has not
     * been read, which is not the same as no pods.
     */
    public Optional<SplitResolver.Sides> sides(Fuse fuse) {
        return facts(fuse).map(facts -> SplitResolver.sides(fuse, facts));
    }

    /** What was last seen of pods is not certain while they cannot be watched. */
    @Override
    public Optional<Readiness> readiness(Fuse fuse) {
        NamespaceWatch namespace = namespaces.get(fuse.id().namespace());
        return namespace == null || namespace.arePodsUncertain()
                ? Optional.empty()
                : facts(fuse).flatMap(facts -> SplitResolver.readiness(fuse, facts));
    }

    /** Why some of what splits depend on is not known or may be old; empty when all is well. */
    public Optional<String> trouble() {
        return namespaces.values().stream()
                .flatMap(namespace -> namespace.trouble().stream())
                .sorted()
                .findFirst();
    }

    /** Whether what a fuse's split depends on has been read, so that it can be reported on. */
    boolean seen(Fuse fuse) {
        return facts(fuse).isPresent();
    }

    private Optional<NamespaceFacts> facts(Fuse fuse) {
        NamespaceWatch namespace = namespaces.get(fuse.id().namespace());
        return namespace == null
                ? Optional.empty()
                : namespace.facts(fuse.stable().subset() != null || fuse.canary().subset() != null);
    }

    private String trouble(Fuse fuse) {
        NamespaceWatch namespace = namespaces.get(fuse.id().namespace());
        return Optional.ofNullable(namespace)
                .flatMap(NamespaceWatch::trouble)
                .orElse("namespace %s has not been read yet".formatted(fuse.id().namespace()));
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public synchronized void close() {
        namespaces.values().forEach(NamespaceWatch::close);
        namespaces.clear();
        worker.close();
    }
}
