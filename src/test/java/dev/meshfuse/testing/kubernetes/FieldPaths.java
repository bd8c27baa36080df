package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of an object as server-side apply names them: {@code f:name} for a field, {@code
 * k:{...}} for an item of a keyed list, {@code v:...} for a member of a set. Other lists are one
 * field. Only leaves are named, so an empty parent has no owner.
 */
final class FieldPaths {
    private static final Set<String> UNOWNED_ROOTS = Set.of("apiVersion", "kind");
    private static final Set<String> UNOWNED_META =
            Set.of(
                    "name",
                    "namespace",
                    "uid",
                    "resourceVersion",
                    "generation",
                    "generateName",
                    "creationTimestamp",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "managedFields");

    private final ResourceType type;
    private final ApiVersion version;

    FieldPaths(ResourceType type, ApiVersion version) {
        this.type = type;
        this.version = version;
    }

    /** All leaves that can have an owner, with their values. */
    Map<List<String>, JsonNode> leaves(ObjectNode object) {
        ObjectNode owned = object.deepCopy();
        owned.remove(UNOWNED_ROOTS);
        if (owned.get("metadata") instanceof ObjectNode meta) {
            meta.remove(UNOWNED_META);
            if (meta.isEmpty()) {
                owned.remove("metadata");
            }
        }
        Map<List<String>, JsonNode> found = new LinkedHashMap<>();
        collect(owned, List.of(), found);
        return found;
    }

    private void collect(JsonNode node, List<String> path, Map<List<String>, JsonNode> found) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(f -> collect(f.getValue(), plus(path, "f:" + f.getKey()), found));
            return;
        }
        List<String> keys = node.isArray() ? mapKeys(path) : List.of();
        if (!keys.isEmpty()) {
            node.forEach(item -> collect(item, plus(path, "k:" + keyOf(item, keys)), found));
        } else if (node.isArray() && isSet(path)) {
            node.forEach(item -> found.put(plus(path, "v:" + Json.write(item)), item));
        } else if (!path.isEmpty()) {
            found.put(path, node);
        }
    }

    private static List<String> plus(List<String> path, String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return List.copyOf(longer);
    }

    private static String keyOf(JsonNode item, List<String> keys) {
        ObjectNode key = Json.object();
        keys.stream().filter(item::has).forEach(k -> key.set(k, item.path(k)));
        return Json.write(key);
    }

    /** Puts a value where a path says, creating what is missing on the way. */
    void set(ObjectNode root, List<String> path, JsonNode value) {
        JsonNode current = root;
        for (int i = 0; i < path.size() - 1; i++) {
            current = descend(current, path, i);
        }
        String last = path.get(path.size() - 1);
        if (last.startsWith("f:") && current instanceof ObjectNode object) {
            object.set(last.substring(2), value.deepCopy());
        } else if (last.startsWith("v:")
                && current instanceof ArrayNode array
                && !Json.elements(array).contains(value)) {
            array.add(value.deepCopy());
        }
    }

    private JsonNode descend(JsonNode current, List<String> path, int at) {
        Optional<JsonNode> existing = step(current, path.get(at)).filter(JsonNode::isContainerNode);
        if (existing.isPresent()) {
            return existing.get();
        }
        String element = path.get(at);
        JsonNode created = path.get(at + 1).startsWith("f:") ? Json.object() : Json.array();
        if (current instanceof ObjectNode object) {
            object.set(element.substring(2), created);
        } else if (current instanceof ArrayNode array) {
            created = Json.parse(element.substring(2), Json.JSON);
            array.add(created);
        }
        return created;
    }

    /** Removes what a path names, and the parents that are empty then. */
    void remove(ObjectNode root, List<String> path) {
        removeFrom(root, path, 0);
    }

    private static void removeFrom(JsonNode node, List<String> path, int at) {
        Optional<JsonNode> next = step(node, path.get(at));
        if (next.isEmpty()) {
            return;
        }
        if (at < path.size() - 1) {
            removeFrom(next.get(), path, at + 1);
        }
        if (at == path.size() - 1 || (next.get().isContainerNode() && next.get().isEmpty())) {
            drop(node, path.get(at), next.get());
        }
    }

    private static void drop(JsonNode parent, String element, JsonNode value) {
        if (parent instanceof ObjectNode object) {
            object.remove(element.substring(2));
        } else if (parent instanceof ArrayNode array) {
            array.removeIf(value::equals);
        }
    }

    Optional<JsonNode> get(ObjectNode root, List<String> path) {
        Optional<JsonNode> current = Optional.of(root);
        for (String element : path) {
            current = current.flatMap(n -> step(n, element));
        }
        return current;
    }

    private static Optional<JsonNode> step(JsonNode node, String element) {
        String name = element.substring(2);
        if (element.startsWith("f:")) {
            return Optional.ofNullable(node.get(name));
        }
        JsonNode wanted = Json.parse(name, Json.JSON);
        if (element.startsWith("v:")) {
            return Json.elements(node).stream().filter(wanted::equals).findFirst();
        }
        return Json.elements(node).stream().filter(i -> hasKey(i, wanted)).findFirst();
    }

    private static boolean hasKey(JsonNode item, JsonNode key) {
        return key.properties().stream().allMatch(k -> item.path(k.getKey()).equals(k.getValue()));
    }

    private static List<String> fieldNames(List<String> path) {
        return path.stream().filter(e -> e.startsWith("f:")).map(e -> e.substring(2)).toList();
    }

    private List<String> mapKeys(List<String> path) {
        List<String> names = fieldNames(path);
        StructuralSchema schema = version.schema();
        if (schema != null && !names.get(0).equals("metadata")) {
            return Json.texts(schema.of(names).path("x-kubernetes-list-map-keys"));
        }
        String parent = names.size() < 2 ? "" : names.get(names.size() - 2);
        String field = names.get(names.size() - 1);
        // Without a schema, lists of custom resources are atomic, as those of Istio and Argo are.
        if (type.custom() && !names.get(0).equals("metadata")) {
            return List.of();
        }
        return StrategicMerge.mergeKey(parent, field).stream()
                .flatMap(k -> keysWith(field, k).stream())
                .toList();
    }

    private static List<String> keysWith(String field, String key) {
        return field.equals("ports") ? List.of(key, "protocol") : List.of(key);
    }

    private boolean isSet(List<String> path) {
        List<String> names = fieldNames(path);
        StructuralSchema schema = version.schema();
        if (names.equals(List.of("metadata", "finalizers"))) {
            return true;
        }
        return schema != null
                && Json.text(schema.of(names), "x-kubernetes-list-type").equals("set");
    }

    /** The nested form in which the API server writes a set of fields. */
    static ObjectNode toFieldsV1(Set<List<String>> paths) {
        ObjectNode root = Json.object();
        for (List<String> path : paths) {
            ObjectNode at = root;
            for (String element : path) {
                at = Json.child(at, element);
            }
        }
        return root;
    }

    static Set<List<String>> ofFieldsV1(JsonNode fields) {
        Set<List<String>> found = new LinkedHashSet<>();
        readFieldsV1(fields, List.of(), found);
        return found;
    }

    private static void readFieldsV1(JsonNode node, List<String> path, Set<List<String>> found) {
        if (node.isEmpty() && !path.isEmpty()) {
            found.add(path);
        }
        node.properties().forEach(f -> readFieldsV1(f.getValue(), plus(path, f.getKey()), found));
    }
}
