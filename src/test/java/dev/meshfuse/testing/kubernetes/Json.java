package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reading and writing of bodies, and reading of trees that may lack any part. */
final class Json {
    static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    /**
     * Reads a body by its content type: YAML where it says so, else JSON. Answers 400 when it is
     * neither.
     */
    static JsonNode parse(String body, String contentType) {
        try {
            JsonNode node = (contentType.contains("yaml") ? YAML : MAPPER).readTree(body);
            return node == null ? JsonNodeFactory.instance.missingNode() : node;
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest(
                    "error decoding the body of the request: " + e.getOriginalMessage());
        }
    }

    static ObjectNode parseObject(String body, String contentType) {
        if (parse(body, contentType) instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the body of the request must be an object");
    }

    /** All objects of a YAML text; empty documents are left out. */
    static List<ObjectNode> documents(String yaml) throws IOException {
        List<ObjectNode> found = new ArrayList<>();
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (all.hasNext()) {
                if (all.next() instanceof ObjectNode object && !object.isEmpty()) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (String field : path) {
            current = current.path(field);
        }
        return current;
    }

    /** The text at a path, or nothing but the empty string when there is none. */
    static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    static List<String> texts(JsonNode array) {
        return elements(array).stream().map(JsonNode::asText).toList();
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** The object in a field, put there empty when there is none. */
    static ObjectNode child(ObjectNode parent, String field) {
        if (parent.get(field) instanceof ObjectNode existing) {
            return existing;
        }
        return parent.putObject(field);
    }

    /** Sets a field, or removes it when the value is absent. */
    static void setOrRemove(ObjectNode target, String field, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            target.remove(field);
        } else {
            target.set(field, value);
        }
    }
}
