package dev.meshfuse.scrape.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.PodFacts;
import dev.meshfuse.definition.SplitResolver;
import dev.meshfuse.scrape.Pod;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the labels of a target group say of a pod, by the names that Prometheus's own Kubernetes
 * discovery gives them.
 */
final class SdLabels {
    private static final String META = "__meta_kubernetes_";

    /** Not one of Prometheus's, which does not tell it. */
    private static final String RESTARTS = META + "pod_container_restart_count";

    private SdLabels() {}

    static @Nullable String namespace(JsonNode labels) {
        return text(labels, META + "namespace");
    }

    /**
     * The pod, or null where the labels do not tell it. Where they do not tell its UID, its name
     * stands for it.
     *
     * @throws IllegalArgumentException when its restarts are no number
     */
    static @Nullable Pod pod(JsonNode labels) {
        String namespace = namespace(labels);
        String name = text(labels, META + "pod_name");
        String uid = text(labels, META + "pod_uid");
        if (uid == null && namespace != null && name != null) {
            uid = namespace + "/" + name;
        }
        return uid == null
                ? null
                : new Pod(uid, namespace, name, workload(name, labels), restarts(labels));
    }

    /**
     * The workload, where the labels leave no doubt: a body that names another would be refused. A
     * list may leave labels out, so a pod without a controller is not known to be its own workload.
     */
    private static @Nullable String workload(@Nullable String name, JsonNode labels) {
        String kind = text(labels, META + "pod_controller_kind");
        String controller = text(labels, META + "pod_controller_name");
        if (name == null || kind == null || controller == null) {
            return null;
        }
        String workload = PodFacts.workloadOf(name, templateHash(labels), kind, controller);
        return kind.equals("ReplicaSet") && workload.equals(controller) ? null : workload;
    }

    /** The labels that tell a ReplicaSet from the workload behind it. */
    private static Map<String, String> templateHash(JsonNode labels) {
        Map<String, String> hashes = new HashMap<>();
        for (String label : SplitResolver.HASH_LABELS) {
            // As Prometheus writes the name of a pod's label.
            String hash =
                    text(labels, META + "pod_label_" + label.replaceAll("[^a-zA-Z0-9_]", "_"));
            if (hash != null) {
                hashes.put(label, hash);
            }
        }
        return hashes;
    }

    private static int restarts(JsonNode labels) {
        String count = text(labels, RESTARTS);
        if (count == null) {
            return 0;
        }
        if (!count.matches("\\d{1,9}")) {
            throw new IllegalArgumentException("'" + count + "' is no number of restarts");
        }
        return Integer.parseInt(count);
    }

    private static @Nullable String text(JsonNode labels, String name) {
        String value = labels.path(name).asText("");
        return value.isEmpty() ? null : value;
    }
}
