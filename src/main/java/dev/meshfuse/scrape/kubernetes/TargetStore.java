package dev.meshfuse.scrape.kubernetes;

import dev.meshfuse.scrape.Target;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps: of pods with a proxy that can be read their target and the names by which
 * they are found again, of other pods nothing. A pod takes some ten kilobytes, a target less than
 * one.
 */
final class TargetStore implements ItemStore<Pod> {
    private static final Logger LOG = Logger.getLogger(TargetStore.class);

    private record Kept(Pod trace, Target target) {}

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    List<Target> targets() {
        return kept.values().stream().map(Kept::target).toList();
    }

    @Override
    public String getKey(Pod pod) {
        return Cache.metaNamespaceKeyFunc(pod);
    }

    @Override
    public @Nullable Pod put(String key, Pod pod) {
        Target target = targetOf(key, pod);
        return trace(
                target == null ? kept.remove(key) : kept.put(key, new Kept(traceOf(pod), target)));
    }

    @Override
    public @Nullable Pod remove(String key) {
        return trace(kept.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return kept.keySet().stream();
    }

    @Override
    public Stream<Pod> values() {
        return kept.values().stream().map(Kept::trace);
    }

    @Override
    public int size() {
        return kept.size();
    }

    @Override
    public @Nullable Pod get(String key) {
        return trace(kept.get(key));
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    /** A pod that makes no sense must not end the watch of the others. */
    private static @Nullable Target targetOf(String key, Pod pod) {
        try {
            Target target = ProxyPods.target(pod).orElse(null);
            if (target != null && target.leadsToNoTarget()) {
                throw new IllegalArgumentException(
                        "its address is link-local, or a cloud's address for metadata");
            }
            return target;
        } catch (IllegalArgumentException e) {
            LOG.warnf("pod not read: pod=%s reason=%s", key, e.getMessage());
            return null;
        }
    }

    private static @Nullable Pod trace(@Nullable Kept one) {
        return one == null ? null : one.trace();
    }

    private static Pod traceOf(Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .endMetadata()
                .build();
    }
}
