package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * A JSON patch that tests what it relies on before it changes anything. Everything else in the
 * object stays as it is, also what this program does not know.
 */
final class Patch {
    private final ReadObject object;
    private final ArrayNode tests = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode changes = JsonNodeFactory.instance.arrayNode();
    private final Set<String> tested = new HashSet<>();

    /** A patch that holds for this very object. */
    Patch(ReadObject object) {
        this.object = object;
        test("/metadata/uid");
    }

    /** A patch that holds only as long as nobody has changed anything in the object. */
    static Patch ofVersion(ReadObject object) {
        return new Patch(object).test("/metadata/resourceVersion");
    }

    /** Tests that a field is as it was read; one that was not there cannot be tested. */
    Patch test(String path) {
        JsonNode value = object.at(path);
        if (!value.isMissingNode() && tested.add(path)) {
            operation(tests, "test", path).set("value", value);
        }
        return this;
    }

    Patch put(String path, int value) {
        return put(path, IntNode.valueOf(value));
    }

    Patch put(String path, boolean value) {
        return put(path, BooleanNode.valueOf(value));
    }

    /** Gives a member its value, whether it is there or not; puts an element before another. */
    Patch put(String path, JsonNode value) {
        operation(changes, "add", path).set("value", value);
        return this;
    }

    /**
     * Whether something that was taken away can be put where it stood: its place is there and free,
     * and nobody has put it back.
     */
    boolean hasRoomFor(String path, JsonNode value) {
        int slash = path.lastIndexOf('/');
        JsonNode parent = object.at(path.substring(0, slash));
        if (!parent.isArray()) {
            return parent.isObject() && parent.path(path.substring(slash + 1)).isMissingNode();
        }
        long before =
                changes.findValuesAsText("path").stream()
                        .filter(other -> other.startsWith(path.substring(0, slash + 1)))
                        .count();
        boolean there = false;
        for (JsonNode element : parent) {
            there |= element.equals(value);
        }
        return !there && Integer.parseInt(path.substring(slash + 1)) <= parent.size() + before;
    }

    Patch remove(String path) {
        operation(changes, "remove", path);
        return this;
    }

    private static ObjectNode operation(ArrayNode operations, String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    @Override
    public String toString() {
        return JsonNodeFactory.instance.arrayNode().addAll(tests).addAll(changes).toString();
    }
}
