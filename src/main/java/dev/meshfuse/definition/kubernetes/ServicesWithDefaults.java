package dev.meshfuse.definition.kubernetes;

import dev.meshfuse.definition.DefaultObjectives;
import dev.meshfuse.definition.ResourceId;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The services of namespaces that are labelled for default objectives. Services are watched in
 * those namespaces only. Without the permission to list and watch namespaces there are none, which
 * is said once; what was last seen stands while the API server is away.
 */
final class ServicesWithDefaults implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ServicesWithDefaults.class);

    private final KubernetesClient client;
    private final String cluster;
    private final Runnable changed;
    private final Watched<Namespace> namespaces;
    private final Map<String, Watched<Service>> services = new HashMap<>();
    private boolean warned;

    /**
     * @param changed called after every change
     */
    ServicesWithDefaults(KubernetesClient client, String cluster, Runnable changed) {
        this.client = client;
        this.cluster = cluster;
        this.changed = changed;
        this.namespaces =
                new Watched<>(
                        "Namespaces labelled %s=%s"
                                .formatted(DefaultObjectives.LABEL, DefaultObjectives.ENABLED),
                        client.namespaces()
                                .withLabel(DefaultObjectives.LABEL, DefaultObjectives.ENABLED)
                                .runnableInformer(0),
                        changed);
    }

    /** Begins to watch and returns at once. */
    void start() {
        namespaces.start();
    }

    /**
     * The services as they are known now; empty until all that can be known has been read once, so
     * that no fuse is refused for an objective that is about to be there.
     */
    synchronized Optional<Set<ResourceId>> now() {
        if (!namespaces.synced()) {
            return namespaces.failed() ? Optional.of(none()) : Optional.empty();
        }
        follow(
                namespaces.list().stream()
                        .map(one -> one.getMetadata().getName())
                        .collect(Collectors.toSet()));
        if (services.values().stream().anyMatch(one -> !one.synced() && !one.failed())) {
            return Optional.empty();
        }
        return Optional.of(
                services.values().stream()
                        .flatMap(watched -> watched.list().stream())
                        .filter(ServicesWithDefaults::hasDefaults)
                        .map(this::id)
                        .collect(Collectors.toSet()));
    }

    private Set<ResourceId> none() {
        if (!warned) {
            warned = true;
            LOG.warn(
                    "namespaces cannot be listed and watched: no service has default objectives"
                            + " until they can");
        }
        return Set.of();
    }

    private void follow(Set<String> wanted) {
        for (String name : List.copyOf(services.keySet())) {
            if (!wanted.contains(name)) {
                Optional.ofNullable(services.remove(name)).ifPresent(Watched::close);
            }
        }
        for (String name : wanted) {
            services.computeIfAbsent(name, this::watch);
        }
    }

    private Watched<Service> watch(String namespace) {
        Watched<Service> watched =
                new Watched<>(
                        "Services of namespace %s for default objectives".formatted(namespace),
                        client.services().inNamespace(namespace).runnableInformer(0),
                        changed);
        watched.start();
        return watched;
    }

    /** An external name is no destination of its own: it stands for another host. */
    private static boolean hasDefaults(Service service) {
        return (service.getSpec() == null || !"ExternalName".equals(service.getSpec().getType()))
                && !isOff(service.getMetadata().getLabels())
                && !isOff(service.getMetadata().getAnnotations());
    }

    private static boolean isOff(@Nullable Map<String, String> marks) {
        return marks != null
                && DefaultObjectives.DISABLED.equals(marks.get(DefaultObjectives.LABEL));
    }

    private ResourceId id(Service service) {
        return new ResourceId(
                cluster, service.getMetadata().getNamespace(), service.getMetadata().getName());
    }

    @Override
    public synchronized void close() {
        namespaces.close();
        services.values().forEach(Watched::close);
        services.clear();
    }
}
