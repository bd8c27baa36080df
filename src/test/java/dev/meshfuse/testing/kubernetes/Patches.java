package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The patch formats other than server-side apply, which needs the owners of fields. */
final class Patches {
    static final String JSON_PATCH = "application/json-patch+json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private Patches() {}

    static List<String> accepted(ResourceType type) {
        List<String> all = new ArrayList<>(List.of(JSON_PATCH, MERGE));
        if (!type.custom()) {
            all.add(STRATEGIC);
        }
        all.add(APPLY);
        return all;
    }

    /**
     * Reads a patch, so that a malformed one is refused (400) before the object is looked up.
     *
     * @throws ApiException 415 for a format that the kind does not take
     */
    static UnaryOperator<ObjectNode> parse(ResourceType type, String contentType, String body) {
        String format = mediaType(contentType);
        if (!accepted(type).contains(format)) {
            throw ApiException.unsupportedMediaType(accepted(type));
        }
        JsonNode patch = Json.parse(body, contentType);
        if (format.equals(JSON_PATCH)) {
            requireOperations(patch);
            return current -> JsonPatch.apply(patch, current);
        }
        if (!(patch instanceof ObjectNode object)) {
            throw ApiException.badRequest("the patch must be an object");
        }
        if (format.equals(STRATEGIC)) {
            return current -> StrategicMerge.apply(current, object);
        }
        return current -> merge(current.deepCopy(), object);
    }

    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip();
    }

    private static void requireOperations(JsonNode patch) {
        boolean wellFormed =
                patch.isArray() && Json.elements(patch).stream().allMatch(JsonNode::isObject);
        if (!wellFormed) {
            throw ApiException.badRequest(
                    "error decoding patch: a JSON patch is an array of operations");
        }
    }

    /** RFC 7396. */
    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode nested) {
                ObjectNode into =
                        target.get(field.getKey()) instanceof ObjectNode existing
                                ? existing
                                : Json.object();
                target.set(field.getKey(), merge(into, nested));
            } else {
                target.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        return target;
    }
}
