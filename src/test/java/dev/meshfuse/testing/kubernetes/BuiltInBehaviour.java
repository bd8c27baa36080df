package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The little that the server adds to objects of built-in kinds. No controller runs and no
 * scheduler.
 */
final class BuiltInBehaviour {
    static final ResourceType NAMESPACES =
            BuiltInTypes.all().stream()
                    .filter(t -> t.id().equals("namespaces"))
                    .findFirst()
                    .orElseThrow();

    /** The namespaces that every cluster has. */
    static final List<String> INITIAL_NAMESPACES =
            List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private BuiltInBehaviour() {}

    static void onCreate(ResourceType type, ObjectNode object) {
        switch (type.id()) {
            case "namespaces" -> {
                ObjectNode labels = Json.child(Meta.of(object), "labels");
                labels.put("kubernetes.io/metadata.name", Meta.name(object));
                Json.child(object, "status").put("phase", "Active");
            }
            case "pods" -> Json.child(object, "status").put("phase", "Pending");
            case CustomTypes.DEFINITIONS -> CustomTypes.establish(object, Meta.now());
            default -> {}
        }
    }

    static void onUpdate(ResourceType type, ObjectNode object) {
        if (type.id().equals(CustomTypes.DEFINITIONS) && !object.path("status").has("conditions")) {
            CustomTypes.establish(object, Meta.now());
        }
    }
}
