package dev.meshfuse.scrape.kubernetes;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The proxies of the pods that run in this cluster. The key of a target is {@code namespace/name}
 * of its pod: one that comes back under its name, as those of a StatefulSet do, is another process
 * under the same key.
 */
public final class PodTargets implements TargetSource {
    /** One pod is asked for this often, to know that the list is still kept current. */
    private static final Duration CHECK = Duration.ofSeconds(10);

    private final List<PodWatch> watches;
    private final ScheduledExecutorService checks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("meshfuse-pods").factory());

    /**
     * Begins to watch and returns at once, whether or not the API server is there.
     *
     * @param client of the cluster; not closed with this object
     * @param namespaces those whose pods are watched, each by itself; if there are none, all pods
     *     are watched at once, which needs permission for the whole cluster
     * @param time tells since when pods are watched
     */
    public PodTargets(KubernetesClient client, Set<String> namespaces, CollectorTime time) {
        this(client, namespaces, time, CHECK);
    }

    PodTargets(
            KubernetesClient client, Set<String> namespaces, CollectorTime time, Duration check) {
        this.watches =
                namespaces.isEmpty()
                        ? List.of(new PodWatch("Pods", client.pods().inAnyNamespace(), time))
                        : namespaces.stream()
                                .sorted()
                                .map(namespace ->
                                        new PodWatch(
                                                "Pods of namespace " + namespace,
                                                client.pods().inNamespace(namespace),
                                                time))
                                .toList();
        var unused =
                checks.scheduleWithFixedDelay(
                        () -> watches.forEach(PodWatch::check),
                        check.toMillis(),
                        check.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public List<Target> targets() {
        return watches.stream().map(PodWatch::targets).flatMap(Collection::stream).toList();
    }

    @Override
    public Optional<String> problem() {
        return watches.stream().map(PodWatch::problem).flatMap(Optional::stream).findFirst();
    }

    @Override
    public Optional<Instant> completeSince() {
        List<Optional<Instant>> since = watches.stream().map(PodWatch::completeSince).toList();
        return since.contains(Optional.<Instant>empty())
                ? Optional.empty()
                : since.stream().flatMap(Optional::stream).max(Instant::compareTo);
    }

    @Override
    public void close() {
        checks.shutdownNow();
        watches.forEach(PodWatch::close);
    }
}
