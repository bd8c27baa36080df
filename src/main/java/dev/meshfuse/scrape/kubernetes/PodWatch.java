package dev.meshfuse.scrape.kubernetes;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Target;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The proxies of the cluster, or of one namespace, as an informer sees them. Whatever goes wrong,
 * the informer tries again, with delays that double up to half a minute; meanwhile the proxies last
 * seen stand.
 */
final class PodWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PodWatch.class);

    /** Pods in one answer of the API server: some five megabytes, which are not kept. */
    private static final long PAGE = 500;

    private final String what;
    private final FilterWatchListDeletable<Pod, PodList, PodResource> running;
    private final TargetStore store = new TargetStore();
    private final SharedIndexInformer<Pod> informer;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private volatile @Nullable Instant completeSince;

    /**
     * Begins to watch and returns at once.
     *
     * @param what the pods, for people
     */
    PodWatch(
            String what,
            FilterWatchListDeletable<Pod, PodList, PodResource> pods,
            CollectorTime time) {
        this.what = what;
        this.running = pods.withField("status.phase", "Running");
        this.informer =
                running.withLimit(PAGE).runnableInformer(0).removeNamespaceIndex().itemStore(store);
        informer.exceptionHandler((started, failure) -> {
            note(reasonOf(failure));
            return true;
        });
        var unused = informer.start().thenRun(() -> completeSince = time.steady());
    }

    List<Target> targets() {
        return store.targets();
    }

    /** Since when no pod can begin unnoticed, in steady time. */
    Optional<Instant> completeSince() {
        return Optional.ofNullable(completeSince);
    }

    /** Why the pods are not known, or may be old. */
    Optional<String> problem() {
        String reason = trouble.get();
        if (reason == null && completeSince == null) {
            reason = "have not been read yet";
        }
        return Optional.ofNullable(reason).map(text -> what + ": " + text);
    }

    /**
     * Asks the API server for one pod. An informer does not tell that its watch was cut off while
     * it opens another, and a watch that is open goes on when the right to it is taken away.
     */
    void check() {
        try {
            running.list(new ListOptionsBuilder().withLimit(1L).build());
            if (informer.isWatching() && trouble.getAndSet(null) != null) {
                LOG.infof("watch=\"%s\" targets=%d goes on", what, store.size());
            }
        } catch (KubernetesClientException e) {
            note(reasonOf(e));
        }
    }

    private void note(String reason) {
        if (!reason.equals(trouble.getAndSet(reason))) {
            LOG.warnf(
                    "watch=\"%s\" reason=\"%s\" targets=%d interrupted, it is tried again",
                    what, reason, store.size());
        }
    }

    private static String reasonOf(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
                int code = refused.getCode();
                return code == 401 || code == 403
                        ? "the API server does not allow to list and watch them"
                        : "the API server answered " + code;
            }
        }
        return "the API server cannot be reached: " + root.getMessage();
    }

    @Override
    public void close() {
        informer.close();
    }
}
