package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.MeshException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what fuses did beside the objects they act on, where {@code kubectl describe} shows it.
 * Best effort, on a thread of its own: whoever tells is never kept waiting, and nothing depends on
 * whether it was written. What must not be lost is on the topic of actions.
 */
public final class KubernetesEvents implements AutoCloseable {
    /** What became of an event. */
    public enum Outcome {
        /** It is there; also when it was there before. */
        WRITTEN,
        /** The API server did not take it. */
        FAILED,
        /** Too many were waiting already. */
        DROPPED
    }

    private static final Logger LOG = Logger.getLogger(KubernetesEvents.class);

    /** Some hundred kilobytes; a fuse says a handful in an episode. */
    static final int MOST_WAITING = 256;

    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final TargetObjects targets;
    private final FuseObjects fuses;
    private final String instance;
    private final Duration pause;
    private final Consumer<Outcome> outcomes;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean troubled = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor worker =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("meshfuse-events").factory());

    /**
     * @param instance name of this replica
     * @param outcomes told what became of each event
     */
    public KubernetesEvents(
            KubernetesClient client,
            ObjectMapper mapper,
            String instance,
            Consumer<Outcome> outcomes) {
        this(client, mapper, instance, PAUSE, outcomes);
    }

    KubernetesEvents(
            KubernetesClient client,
            ObjectMapper mapper,
            String instance,
            Duration pause,
            Consumer<Outcome> outcomes) {
        this.client = client;
        this.targets = new TargetObjects(client, mapper);
        this.fuses = new FuseObjects(client);
        this.instance = instance;
        this.pause = pause;
        this.outcomes = outcomes;
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Has an event written, and returns at once. */
    public void tell(FuseEvent event) {
        if (waiting.incrementAndGet() > MOST_WAITING || worker.isShutdown()) {
            end(Outcome.DROPPED);
        } else {
            worker.execute(() -> attempt(event, 1));
        }
    }

    private void attempt(FuseEvent event, int attempt) {
        try {
            write(event);
            troubled.set(false);
            end(Outcome.WRITTEN);
        } catch (KubernetesClientException | MeshException e) {
            if (attempt < ATTEMPTS && mayPass(e) && !worker.isShutdown()) {
                var unused =
                        worker.schedule(
                                () -> attempt(event, attempt + 1),
                                pause.toMillis() * attempt,
                                TimeUnit.MILLISECONDS);
            } else {
                failed(event, e);
            }
        } catch (RuntimeException e) {
            failed(event, e);
        }
    }

    /** Whether it is of use to try again. */
    private static boolean mayPass(RuntimeException e) {
        return e instanceof MeshException.Unavailable
                || (e instanceof KubernetesClientException answer
                        && (answer.getCode() <= 0
                                || answer.getCode() == 429
                                || answer.getCode() >= 500));
    }

    private void failed(FuseEvent event, RuntimeException reason) {
        if (!troubled.getAndSet(true)) {
            LOG.warnf(
                    "fuse=%s event=%s reason=\"%s\" Kubernetes Event not written; said again when one was written in between",
                    event.fuse().local(),
                    event.type(),
                    Forbidden.in(reason)
                            .map(Forbidden::sentence)
                            .orElseGet(() -> String.valueOf(reason.getMessage())));
        }
        end(Outcome.FAILED);
    }

    private void end(Outcome outcome) {
        waiting.decrementAndGet();
        outcomes.accept(outcome);
    }

    private void write(FuseEvent event) {
        ObjectReference fuse = fuse(event.fuse());
        Optional<ObjectReference> target = target(event.target());
        Event object =
                EventObject.of(
                        event,
                        target.orElse(fuse),
                        target.isEmpty() || fuse.getUid() == null ? null : fuse,
                        instance);
        try {
            client.events()
                    .v1()
                    .events()
                    .inNamespace(event.fuse().namespace())
                    .resource(object)
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) { // it was told before
                throw e;
            }
        }
    }

    /** Without a UID where there is no such object, or it must not be read. */
    private ObjectReference fuse(ResourceId id) {
        @Nullable GenericKubernetesResource object = null;
        try {
            object = fuses.read(id);
        } catch (MeshException.Refused e) {
            LOG.debugf("fuse=%s reason=\"%s\" not read", id.local(), e.getMessage());
        }
        return new ObjectReferenceBuilder()
                .withApiVersion("meshfuse.dev/v1alpha1")
                .withKind("Fuse")
                .withNamespace(id.namespace())
                .withName(id.name())
                .withUid(object == null ? null : object.getMetadata().getUid())
                .build();
    }

    /** Empty where there is no such object; {@code kubectl describe} asks for events by UID. */
    private Optional<ObjectReference> target(@Nullable String name) {
        String[] parts = name == null ? new String[0] : name.split("/", -1);
        Optional<ApiKind> kind =
                Arrays.stream(ApiKind.values())
                        .filter(one -> parts.length == 3 && one.kind().equals(parts[0]))
                        .findFirst();
        try {
            return kind.flatMap(one -> targets.get(one, parts[1], parts[2]))
                    .map(KubernetesEvents::reference);
        } catch (MeshException.Refused e) {
            LOG.debugf("target=%s reason=\"%s\" not read", name, e.getMessage());
            return Optional.empty();
        }
    }

    private static ObjectReference reference(ReadObject object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.at("/apiVersion").asText())
                .withKind(object.kind().kind())
                .withNamespace(object.namespace())
                .withName(object.id())
                .withUid(object.uid())
                .withResourceVersion(object.at("/metadata/resourceVersion").asText())
                .build();
    }

    /** Gives those that wait a moment, and forgets the rest. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
