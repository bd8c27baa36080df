package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import dev.meshfuse.testing.kubernetes.ResourceWrites.Target;
import dev.meshfuse.testing.kubernetes.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What an object must be before it is stored, and how it looks when it is read. */
final class Shaping {
    private static final int MAX_NAME = 253;
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private Shaping() {}

    /** The object in one version: its apiVersion and the defaults that the schema has by now. */
    static ObjectNode present(ResourceType type, ApiVersion version, ObjectNode stored) {
        ObjectNode shown = Json.object();
        shown.put("apiVersion", type.apiVersion(version)).put("kind", type.kind());
        for (Map.Entry<String, JsonNode> field : stored.properties()) {
            if (!field.getKey().equals("apiVersion") && !field.getKey().equals("kind")) {
                shown.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        StructuralSchema schema = version.schema();
        if (schema != null) {
            schema.applyDefaults(shown);
        }
        return shown;
    }

    /** The body must be about the object that the path names. */
    static void requireIdentity(Target target, ObjectNode body) {
        ResourceType type = target.type();
        String apiVersion = Json.text(body, "apiVersion");
        String kind = Json.text(body, "kind");
        // Bodies of built-in kinds may leave both out; custom resources must carry them.
        boolean absent = apiVersion.isEmpty() && kind.isEmpty() && !type.custom();
        String wanted = type.apiVersion(target.version());
        if (!absent && !(apiVersion.equals(wanted) && kind.equals(type.kind()))) {
            throw ApiException.badRequest(
                    type.kind()
                            + " in version \""
                            + target.version().name()
                            + "\" cannot be handled as a "
                            + type.kind()
                            + ": the body says apiVersion \""
                            + apiVersion
                            + "\" and kind \""
                            + kind
                            + "\"");
        }
        String name = Meta.name(body);
        if (!name.isEmpty() && !name.equals(target.name())) {
            throw ApiException.badRequest(
                    "the name of the object ("
                            + name
                            + ") does not match the name on the URL ("
                            + target.name()
                            + ")");
        }
        String namespace = Meta.namespace(body);
        if (type.namespaced()
                && !namespace.isEmpty()
                && !namespace.equals(target.key().namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
    }

    /**
     * Prunes, defaults and validates in place; returns warnings about unknown fields.
     *
     * @throws ApiException 400 for unknown fields when validation is strict, 422 with every fault
     *     of the object
     */
    static List<String> shape(Target target, ObjectNode object, FieldValidation validation) {
        ResourceType type = target.type();
        object.put("apiVersion", type.apiVersion(target.version())).put("kind", type.kind());
        List<String> unknown = new ArrayList<>(Meta.pruneUnknown(object));
        StructuralSchema schema = target.version().schema();
        if (schema != null) {
            unknown.addAll(schema.prune(object));
        }
        List<String> warnings = unknown.stream().map(f -> "unknown field \"" + f + "\"").toList();
        if (!unknown.isEmpty() && validation == FieldValidation.STRICT) {
            throw ApiException.badRequest(
                    type.kind()
                            + " in version \""
                            + target.version().name()
                            + "\" cannot be handled as a "
                            + type.kind()
                            + ": strict decoding error: "
                            + String.join(", ", warnings));
        }
        List<Violation> violations = new ArrayList<>(nameFaults(target));
        if (schema != null) {
            schema.applyDefaults(object);
            violations.addAll(schema.validate(object));
        }
        if (type.id().equals(CustomTypes.DEFINITIONS)) {
            violations.addAll(CustomTypes.validate(object));
        }
        if (!violations.isEmpty()) {
            throw ApiException.invalid(type, target.name(), violations);
        }
        return validation == FieldValidation.IGNORE ? List.of() : warnings;
    }

    private static List<Violation> nameFaults(Target target) {
        String name = target.name();
        // Role names may hold any path segment, such as "system:admin".
        boolean free = target.type().group().equals("rbac.authorization.k8s.io");
        if (free || (name.length() <= MAX_NAME && SUBDOMAIN.matcher(name).matches())) {
            return List.of();
        }
        return List.of(
                Violation.invalid(
                        "metadata.name",
                        "\"" + name + "\"",
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                                + " characters, '-' or '.', and must start and end with an"
                                + " alphanumeric character"));
    }

    /** Whether anything but metadata and (where it is a subresource) status changed. */
    static boolean specDiffers(Target target, ObjectNode before, ObjectNode after) {
        return !spec(target, before).equals(spec(target, after));
    }

    private static ObjectNode spec(Target target, ObjectNode object) {
        ObjectNode spec = present(target.type(), target.version(), object);
        spec.remove("metadata");
        if (target.version().status()) {
            spec.remove("status");
        }
        return spec;
    }

    /**
     * Whether a write changes nothing: the API server then stores nothing and no watch hears of it.
     */
    static boolean isSame(Target target, ObjectNode before, ObjectNode after) {
        return present(target.type(), target.version(), before)
                .equals(present(target.type(), target.version(), after));
    }
}
