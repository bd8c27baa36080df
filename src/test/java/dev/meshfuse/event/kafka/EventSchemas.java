package dev.meshfuse.event.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schemas of public events, made from their types: what a component is called, of which
 * type it is, whether it may be null, and what its Javadoc says. One for each type of event.
 */
final class EventSchemas {
    static final Path FOLDER = Path.of("src", "main", "resources", "schemas");

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Components that {@link JsonShapes} leaves out instead of writing null. */
    private static final Set<String> LEFT_OUT = Set.of("FuseEvent.command", "WeightChange.removed");

    private final ObjectNode definitions = MAPPER.createObjectNode();

    private EventSchemas() {}

    /** All of them by CloudEvents type. */
    static Map<String, String> all() {
        Map<String, String> schemas = new TreeMap<>();
        for (SloEvent.Type type : SloEvent.Type.values()) {
            schemas.put(
                    type.cloudEventType(),
                    new EventSchemas().of(type.cloudEventType(), type, SloEvent.class));
        }
        for (FuseEvent.Type type : FuseEvent.Type.values()) {
            schemas.put(
                    type.cloudEventType(),
                    new EventSchemas().of(type.cloudEventType(), type, FuseEvent.class));
        }
        return schemas;
    }

    private String of(String name, Enum<?> type, Class<?> event) {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("$id", CloudEvents.schemaOf(name).toString());
        schema.put("title", name);
        schema.setAll(object(event));
        ((ObjectNode) schema.get("properties"))
                .putObject("type")
                .put("description", "what happened")
                .put("const", type.name());
        schema.set("definitions", definitions);
        try {
            return MAPPER.writeValueAsString(schema) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Properties that are not named are allowed: events only gain some. */
    private ObjectNode object(Class<?> type) {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.put("type", "object");
        schema.put("description", said(type, null));
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean leftOut = LEFT_OUT.contains(type.getSimpleName() + "." + component.getName());
            ObjectNode property = schemaOf(component.getGenericType());
            properties.set(
                    component.getName(),
                    described(
                            nullable && !leftOut ? orNull(property) : property,
                            said(type, component.getName())));
            if (!leftOut) {
                required.add(component.getName());
            }
        }
        return schema;
    }

    private static ObjectNode described(ObjectNode schema, String text) {
        return text.isEmpty() ? schema : schema.put("description", text);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode either = MAPPER.createObjectNode();
            either.putArray("anyOf").add(schema).add(MAPPER.createObjectNode().put("type", "null"));
            return either;
        }
        ArrayNode types = MAPPER.createArrayNode().add(schema.get("type").textValue()).add("null");
        schema.set("type", types);
        return schema;
    }

    private ObjectNode schemaOf(Type type) {
        ObjectNode schema = MAPPER.createObjectNode();
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            schema.put("type", "array");
            schema.set("items", schemaOf(list.getActualTypeArguments()[0]));
            return schema;
        }
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            schema.put("type", "object");
            schema.set("additionalProperties", schemaOf(map.getActualTypeArguments()[1]));
            return schema;
        }
        if (!(type instanceof Class<?> one)) {
            throw new IllegalStateException("no schema for " + type);
        }
        if (one == String.class) {
            return schema.put("type", "string");
        }
        if (one == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        if (one == boolean.class) {
            return schema.put("type", "boolean");
        }
        if (one == int.class || one == long.class) {
            return schema.put("type", "integer");
        }
        if (one == double.class || one == Double.class || one == BigDecimal.class) {
            return schema.put("type", "number");
        }
        if (one.isEnum()) {
            ArrayNode words = schema.put("type", "string").putArray("enum");
            for (Object word : one.getEnumConstants()) {
                words.add(((Enum<?>) word).name());
            }
            return schema;
        }
        if (one.isRecord()) {
            if (!definitions.has(one.getSimpleName())) {
                definitions.putObject(one.getSimpleName()); // holds the place
                definitions.set(one.getSimpleName(), object(one));
            }
            return schema.put("$ref", "#/definitions/" + one.getSimpleName());
        }
        throw new IllegalStateException("no schema for " + type);
    }

    /**
     * What the Javadoc of a record says of it, or of a component of it; empty where it says
     * nothing.
     */
    private static String said(Class<?> type, @Nullable String component) {
        Class<?> outer = type.getDeclaringClass() == null ? type : type.getDeclaringClass();
        String source;
        try {
            source = Files.readString(SOURCES.resolve(outer.getName().replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher doc =
                Pattern.compile(
                                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public record "
                                        + type.getSimpleName()
                                        + "\\(",
                                Pattern.DOTALL)
                        .matcher(source);
        if (!doc.find()) {
            return "";
        }
        String text =
                doc.group(1)
                        .replaceAll("\\n\\s*\\* ?", " ")
                        .replaceAll("\\{@(?:code|link)\\s+#?([^}]*)}", "$1");
        String[] parts = text.split("@param ", -1);
        if (component == null) {
            return clean(parts[0]);
        }
        for (String part : parts) {
            if (part.startsWith(component + " ")) {
                return clean(part.substring(component.length()));
            }
        }
        return "";
    }

    private static String clean(String text) {
        return text.replaceAll("<p>", "").replaceAll("\\s+", " ").strip();
    }
}
