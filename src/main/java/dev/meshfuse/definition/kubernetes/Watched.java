package dev.meshfuse.definition.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind as an informer sees them. Whatever goes wrong, the informer tries again,
 * with delays that double up to half a minute; meanwhile the objects last seen stand.
 */
final class Watched<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Watched.class);

    private final String what;
    private final SharedIndexInformer<T> informer;
    private final BiPredicate<T, T> concerns;
    private final Runnable changed;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();

    /**
     * @param what the objects, for people
     * @param informer not yet started
     * @param changed called after every change and when all objects are there for the first time
     */
    Watched(String what, SharedIndexInformer<T> informer, Runnable changed) {
        this(what, informer, (before, after) -> true, changed);
    }

    /**
     * @param concerns whether the change from one state of an object to the next is one to hear of
     */
    Watched(
            String what,
            SharedIndexInformer<T> informer,
            BiPredicate<T, T> concerns,
            Runnable changed) {
        this.what = what;
        this.informer = informer;
        this.concerns = concerns;
        this.changed = changed;
    }

    /** Begins to watch and returns at once. */
    void start() {
        informer.exceptionHandler((started, failure) -> {
            note(reasonOf(failure));
            return true;
        });
        informer.addEventHandler(
                new ResourceEventHandler<T>() {
                    @Override
                    public void onAdd(T object) {
                        changed.run();
                    }

                    @Override
                    public void onUpdate(T before, T after) {
                        if (concerns.test(before, after)) {
                            changed.run();
                        }
                    }

                    @Override
                    public void onDelete(T object, boolean lastStateUnknown) {
                        changed.run();
                    }
                });
        var unused = informer.start().thenRun(changed);
    }

    /** Whether all objects have been seen once. */
    boolean synced() {
        return informer.hasSynced();
    }

    /** Whether the last attempt to read them has failed. */
    boolean failed() {
        return trouble.get() != null;
    }

    List<T> list() {
        return informer.getStore().list();
    }

    /** An object as it is now, if it is still the same and the user has not changed it. */
    T latest(T object) {
        T now = informer.getStore().get(object);
        return now != null && sameGeneration(now.getMetadata(), object.getMetadata())
                ? now
                : object;
    }

    /** Whether two states of an object differ in nothing that a user may write in its spec. */
    static boolean sameGeneration(ObjectMeta one, ObjectMeta other) {
        return one.getGeneration() != null
                && one.getGeneration().equals(other.getGeneration())
                && one.getUid().equals(other.getUid());
    }

    /** Why the objects are not known, or may be old. */
    Optional<String> trouble() {
        if (informer.isWatching()) {
            trouble.set(null);
            return Optional.empty();
        }
        String reason = trouble.get();
        return Optional.of(what + (reason == null ? " have not been read yet" : ": " + reason));
    }

    private void note(String reason) {
        if (!reason.equals(trouble.getAndSet(reason))) {
            LOG.warnf("watch=\"%s\" reason=\"%s\" interrupted, it is tried again", what, reason);
        }
        changed.run();
    }

    private static String reasonOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException refused && refused.getCode() > 0) {
                return switch (refused.getCode()) {
                    case 404 ->
                            "the API server does not know this kind; is its definition installed?";
                    case 401, 403 -> "the API server does not allow to list and watch them";
                    default -> "the API server answered " + refused.getCode();
                };
            }
        }
        return "the API server cannot be reached: " + root(failure);
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void close() {
        informer.close();
    }
}
