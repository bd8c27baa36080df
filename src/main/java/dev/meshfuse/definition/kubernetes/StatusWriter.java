package dev.meshfuse.definition.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes reports into the status of objects, under the version of the object that was read, and
 * only what differs. Each is used by one thread.
 */
final class StatusWriter {
    private static final Logger LOG = Logger.getLogger(StatusWriter.class);

    /**
     * Least time between two writes of one and the same report. Replicas that see a cluster
     * differently for a while, or speak in the words of different versions, would otherwise replace
     * each other's report as fast as the API server allows.
     */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What became of a report. */
    enum Outcome {
        /** The status says so. */
        DONE,
        /** Somebody else replaced the same report a moment ago. */
        DISPUTED,
        /** The API server did not take it. */
        FAILED
    }

    private record Written(Report report, long generation, Instant at) {}

    private final KubernetesClient client;
    private final Clock clock;
    private final Map<String, Written> written = new HashMap<>();

    StatusWriter(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Forgets objects that are no more. */
    void keepOnly(Set<String> uids) {
        written.keySet().retainAll(uids);
    }

    Outcome write(ResourceDefinitionContext kind, GenericKubernetesResource object, Report report) {
        Instant now = clock.instant();
        long generation = generation(object.getMetadata().getGeneration());
        Map<?, ?> status =
                object.getAdditionalProperties().get("status") instanceof Map<?, ?> map
                        ? map
                        : Map.of();
        Optional<Map<String, Object>> next = report.in(status, generation, now);
        if (next.isEmpty()) {
            return Outcome.DONE;
        }
        String uid = object.getMetadata().getUid();
        Written last = written.get(uid);
        if (last != null
                && last.report().equals(report)
                && last.generation() == generation
                && now.isBefore(last.at().plus(PATIENCE))) {
            return Outcome.DISPUTED;
        }
        Outcome outcome = put(kind, object, next.get());
        if (outcome == Outcome.DONE) {
            written.put(uid, new Written(report, generation, now));
        }
        return outcome;
    }

    /** Replaces the status of an object, if it is still the one that was read. */
    Outcome put(
            ResourceDefinitionContext kind,
            GenericKubernetesResource object,
            Map<String, Object> status) {
        GenericKubernetesResource changed = new GenericKubernetesResource();
        changed.setApiVersion(object.getApiVersion());
        changed.setKind(object.getKind());
        changed.setMetadata(object.getMetadata());
        changed.setAdditionalProperties(new HashMap<>(object.getAdditionalProperties()));
        changed.setAdditionalProperty("status", status);
        try {
            client.genericKubernetesResources(kind)
                    .inNamespace(object.getMetadata().getNamespace())
                    .resource(changed)
                    .updateStatus();
            return Outcome.DONE;
        } catch (KubernetesClientException e) {
            // Gone is as good as done. After a conflict the newer object is on its way to us, but
            // should its event come first, nobody would call again.
            if (e.getCode() == 404) {
                return Outcome.DONE;
            }
            LOG.logf(
                    e.getCode() == 409 ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "kind=%s name=%s/%s code=%d reason=\"%s\" status not written, tried again",
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    e.getCode(),
                    e.getMessage());
            return Outcome.FAILED;
        }
    }

    private static long generation(@Nullable Long generation) {
        return generation == null ? 0 : generation;
    }
}
