package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON patch (RFC 6902) as strict as the API server's: removing or replacing what is absent fails,
 * where the client's own library lets a remove pass. A test of an absent member for null succeeds.
 */
final class JsonPatch {
    private static final String END = "-";

    private JsonPatch() {}

    /** Applies all operations, or throws without having changed the object. */
    static ObjectNode apply(JsonNode operations, ObjectNode current) {
        JsonNode document = current.deepCopy();
        for (JsonNode operation : operations) {
            document = applyOne(operation, document);
        }
        if (document instanceof ObjectNode patched) {
            return patched;
        }
        throw ApiException.patchNotApplicable();
    }

    private static JsonNode applyOne(JsonNode operation, JsonNode document) {
        List<String> path = pointer(operation, "path");
        return switch (Json.text(operation, "op")) {
            case "add" -> add(document, path, value(operation));
            case "remove" -> {
                remove(document, path);
                yield document;
            }
            case "replace" -> {
                if (!path.isEmpty()) {
                    remove(document, path);
                }
                yield add(document, path, value(operation));
            }
            case "move" -> {
                JsonNode moved = remove(document, pointer(operation, "from"));
                yield add(document, path, moved);
            }
            case "copy" ->
                    add(document, path, required(document, pointer(operation, "from")).deepCopy());
            case "test" -> {
                test(document, path, operation.path("value"));
                yield document;
            }
            default -> throw ApiException.patchNotApplicable();
        };
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw ApiException.patchNotApplicable();
        }
        return operation.path("value").deepCopy();
    }

    private static List<String> pointer(JsonNode operation, String field) {
        JsonNode text = operation.path(field);
        if (!text.isTextual() || !(text.asText().isEmpty() || text.asText().startsWith("/"))) {
            throw ApiException.patchNotApplicable();
        }
        List<String> path = new ArrayList<>();
        for (String token : text.asText().split("/", -1)) {
            path.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return List.copyOf(path.subList(1, text.asText().isEmpty() ? 1 : path.size()));
    }

    private static JsonNode add(JsonNode document, List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            return value;
        }
        JsonNode parent = required(document, path.subList(0, path.size() - 1));
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            int at = last.equals(END) ? array.size() : index(last);
            if (at > array.size()) {
                throw ApiException.patchNotApplicable();
            }
            array.insert(at, value);
        } else {
            throw ApiException.patchNotApplicable();
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, List<String> path) {
        JsonNode removed = required(document, path);
        if (path.isEmpty()) {
            throw ApiException.patchNotApplicable();
        }
        JsonNode parent = required(document, path.subList(0, path.size() - 1));
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(last));
        }
        return removed;
    }

    private static void test(JsonNode document, List<String> path, JsonNode wanted) {
        int parents = Math.max(0, path.size() - 1);
        JsonNode parent = required(document, path.subList(0, parents));
        JsonNode actual = path.isEmpty() ? parent : step(parent, path.get(parents));
        JsonNode nothing = JsonNodeFactory.instance.nullNode();
        if (!(actual.isMissingNode() ? nothing : actual)
                .equals(wanted.isMissingNode() ? nothing : wanted)) {
            throw ApiException.patchNotApplicable();
        }
    }

    private static JsonNode required(JsonNode document, List<String> path) {
        JsonNode current = document;
        for (String token : path) {
            current = step(current, token);
        }
        if (current.isMissingNode()) {
            throw ApiException.patchNotApplicable();
        }
        return current;
    }

    private static JsonNode step(JsonNode node, String token) {
        return node.isArray() ? node.path(index(token)) : node.path(token);
    }

    private static int index(String token) {
        if (!token.matches("0|[1-9]\\d{0,8}")) {
            throw ApiException.patchNotApplicable();
        }
        return Integer.parseInt(token);
    }
}
