package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strategic merge patch of built-in kinds. Lists with a merge key are merged by it, finalizers as a
 * set, all other lists are replaced. The directives {@code $patch}, {@code $retainKeys} and {@code
 * $deleteFromPrimitiveList} are obeyed; {@code $setElementOrder} is accepted and the order is left
 * as it comes.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";

    private static final Map<String, String> MERGE_KEYS =
            Map.ofEntries(
                    Map.entry("containers", "name"),
                    Map.entry("initContainers", "name"),
                    Map.entry("ephemeralContainers", "name"),
                    Map.entry("env", "name"),
                    Map.entry("volumes", "name"),
                    Map.entry("imagePullSecrets", "name"),
                    Map.entry("secrets", "name"),
                    Map.entry("volumeMounts", "mountPath"),
                    Map.entry("volumeDevices", "devicePath"),
                    Map.entry("conditions", "type"),
                    Map.entry("addresses", "type"),
                    Map.entry("ownerReferences", "uid"),
                    Map.entry("hostAliases", "ip"),
                    Map.entry("topologySpreadConstraints", "topologyKey"));

    private static final Set<String> PRIMITIVE_SETS = Set.of("finalizers");

    private StrategicMerge() {}

    static ObjectNode apply(ObjectNode current, ObjectNode patch) {
        return merge(current.deepCopy(), patch, "");
    }

    /**
     * The key that items of a built-in kind's list are merged by; {@code parent} is the field that
     * holds the list's owner.
     */
    static Optional<String> mergeKey(String parent, String field) {
        if (field.equals("ports")) {
            boolean container = parent.endsWith("ontainers");
            return Optional.of(container ? "containerPort" : "port");
        }
        return Optional.ofNullable(MERGE_KEYS.get(field));
    }

    static boolean isPrimitiveSet(String field) {
        return PRIMITIVE_SETS.contains(field);
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch, String parent) {
        if (Json.text(patch, DIRECTIVE).equals("replace")) {
            ObjectNode replacement = patch.deepCopy();
            replacement.remove(DIRECTIVE);
            return replacement;
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.startsWith(DELETE_FROM)) {
                deleteFrom(target, name.substring(DELETE_FROM.length()), value);
            } else if (value.isNull()
                    || (value.isObject() && Json.text(value, DIRECTIVE).equals("delete"))) {
                target.remove(name);
            } else if (!name.startsWith("$")) {
                mergeField(target, name, value, parent);
            }
        }
        if (patch.has(RETAIN)) {
            target.retain(Json.texts(patch.path(RETAIN)));
        }
        return target;
    }

    private static void mergeField(ObjectNode target, String name, JsonNode value, String parent) {
        Optional<String> key = mergeKey(parent, name);
        if (value instanceof ObjectNode object) {
            ObjectNode into = target.get(name) instanceof ObjectNode o ? o : Json.object();
            target.set(name, merge(into, object, name));
        } else if (value instanceof ArrayNode items && key.isPresent()) {
            ArrayNode into = target.get(name) instanceof ArrayNode a ? a : Json.array();
            target.set(name, mergeItems(into, items, key.get(), name));
        } else if (value instanceof ArrayNode items && isPrimitiveSet(name)) {
            ArrayNode into = target.get(name) instanceof ArrayNode a ? a : Json.array();
            items.forEach(i -> addAbsent(into, i));
            target.set(name, into);
        } else {
            target.set(name, value.deepCopy());
        }
    }

    private static ArrayNode mergeItems(
            ArrayNode target, ArrayNode patch, String key, String field) {
        for (JsonNode item : patch) {
            if (Json.text(item, DIRECTIVE).equals("replace") && item.size() == 1) {
                ArrayNode replacement = Json.array();
                patch.forEach(i -> addUnlessDirective(replacement, i));
                return replacement;
            }
        }
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode object) || !object.has(key)) {
                throw ApiException.badRequest(
                        "map: "
                                + Json.write(item)
                                + " does not contain declared merge key: "
                                + key);
            }
            int at = indexOf(target, key, object.path(key));
            if (Json.text(item, DIRECTIVE).equals("delete")) {
                if (at >= 0) {
                    target.remove(at);
                }
            } else if (at < 0) {
                target.add(merge(Json.object(), object, field));
            } else {
                ObjectNode into = target.get(at) instanceof ObjectNode o ? o : Json.object();
                target.set(at, merge(into, object, field));
            }
        }
        return target;
    }

    private static void addUnlessDirective(ArrayNode target, JsonNode item) {
        if (!item.has(DIRECTIVE)) {
            target.add(item.deepCopy());
        }
    }

    private static void addAbsent(ArrayNode target, JsonNode item) {
        if (!Json.elements(target).contains(item)) {
            target.add(item);
        }
    }

    private static void deleteFrom(ObjectNode target, String field, JsonNode gone) {
        if (target.get(field) instanceof ArrayNode array) {
            Set<String> removed = Set.copyOf(Json.texts(gone));
            array.removeIf(i -> removed.contains(i.asText()));
        }
    }

    private static int indexOf(ArrayNode items, String key, JsonNode value) {
        for (int i = 0; i < items.size(); i++) {
            if (items.path(i).path(key).equals(value)) {
                return i;
            }
        }
        return -1;
    }
}
