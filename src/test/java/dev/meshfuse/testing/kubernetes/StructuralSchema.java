package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The structural schema of one version of a custom resource: prunes, defaults and validates. Rules
 * in CEL ({@code x-kubernetes-validations}) and {@code format} are not checked.
 */
final class StructuralSchema {
    private static final Set<String> ROOT_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private final JsonNode root;

    StructuralSchema(JsonNode root) {
        this.root = root;
    }

    /**
     * Removes fields that the schema does not know, and nulls where none may be; returns the paths
     * of the unknown fields.
     */
    List<String> prune(ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        prune(root, object, "", true, unknown);
        return unknown;
    }

    void applyDefaults(ObjectNode object) {
        applyDefaults(root, object, true);
    }

    List<Violation> validate(ObjectNode object) {
        List<Violation> found = new ArrayList<>();
        ObjectNode checked = object.deepCopy();
        checked.remove(ROOT_FIELDS);
        ObjectNode schema = root.deepCopy();
        Json.child(schema, "properties").remove(ROOT_FIELDS);
        SchemaRules.check(schema, checked, "", found);
        return found;
    }

    /**
     * The schema of a field, found by the names of the fields on the way; list items are stepped
     * into.
     */
    JsonNode of(List<String> path) {
        JsonNode schema = root;
        for (String field : path) {
            schema = schema.has("items") ? schema.path("items") : schema;
            JsonNode property = Json.at(schema, "properties", field);
            schema = property.isMissingNode() ? schema.path("additionalProperties") : property;
        }
        return schema;
    }

    private static void prune(
            JsonNode schema, JsonNode value, String path, boolean isRoot, List<String> unknown) {
        if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                prune(
                        schema.path("items"),
                        array.get(i),
                        path + "[" + i + "]",
                        isEmbedded(schema.path("items")),
                        unknown);
            }
        } else if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                String name = field.getKey();
                if (isRoot && ROOT_FIELDS.contains(name)) {
                    continue;
                }
                String fieldPath = path.isEmpty() ? name : path + "." + name;
                pruneField(schema, object, name, fieldPath, unknown);
            }
        }
    }

    private static void pruneField(
            JsonNode schema, ObjectNode object, String name, String path, List<String> unknown) {
        JsonNode known = Json.at(schema, "properties", name);
        JsonNode additional = schema.path("additionalProperties");
        JsonNode value = object.path(name);
        if (known.isMissingNode() && additional.isObject()) {
            known = additional;
        }
        if (!known.isMissingNode()) {
            if (value.isNull() && !known.path("nullable").asBoolean() && known.has("type")) {
                object.remove(name);
            } else {
                prune(known, value, path, isEmbedded(known), unknown);
            }
        } else if (!additional.asBoolean() && !preservesUnknown(schema)) {
            object.remove(name);
            unknown.add(path);
        }
    }

    private static boolean isEmbedded(JsonNode schema) {
        return schema.path("x-kubernetes-embedded-resource").asBoolean();
    }

    private static boolean preservesUnknown(JsonNode schema) {
        return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    private static void applyDefaults(JsonNode schema, JsonNode value, boolean isRoot) {
        if (value instanceof ArrayNode array) {
            array.forEach(item -> applyDefaults(schema.path("items"), item, false));
        } else if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
                JsonNode wanted = property.getValue().path("default");
                boolean owned = isRoot && ROOT_FIELDS.contains(property.getKey());
                if (!owned && !wanted.isMissingNode() && !object.has(property.getKey())) {
                    object.set(property.getKey(), wanted.deepCopy());
                }
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode known = Json.at(schema, "properties", field.getKey());
                applyDefaults(
                        known.isMissingNode() ? schema.path("additionalProperties") : known,
                        field.getValue(),
                        false);
            }
        }
    }
}
