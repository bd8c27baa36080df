package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Custom resource definitions: what they must hold, and the kinds they make the server serve. */
final class CustomTypes {
    static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

    private CustomTypes() {}

    static ResourceType of(ObjectNode definition) {
        JsonNode spec = definition.path("spec");
        JsonNode names = spec.path("names");
        List<ApiVersion> versions = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                versions.add(version(version));
            }
        }
        return new ResourceType(
                Json.text(spec, "group"),
                Json.text(names, "plural"),
                Json.text(names, "singular"),
                Json.text(names, "kind"),
                Json.texts(names.path("shortNames")),
                Json.text(spec, "scope").equals("Namespaced"),
                true,
                true,
                List.copyOf(versions));
    }

    private static ApiVersion version(JsonNode version) {
        List<String> selectable =
                Json.elements(version.path("selectableFields")).stream()
                        .map(f -> Json.text(f, "jsonPath").replaceFirst("^\\.", ""))
                        .toList();
        return new ApiVersion(
                Json.text(version, "name"),
                Json.at(version, "subresources", "status").isObject(),
                new StructuralSchema(Json.at(version, "schema", "openAPIV3Schema")),
                selectable);
    }

    static List<Violation> validate(ObjectNode definition) {
        List<Violation> found = new ArrayList<>();
        JsonNode spec = definition.path("spec");
        require(found, spec, "spec.", "group");
        require(found, spec, "spec.", "scope");
        require(found, spec.path("names"), "spec.names.", "plural");
        require(found, spec.path("names"), "spec.names.", "kind");
        String expected = Json.text(spec, "names", "plural") + "." + Json.text(spec, "group");
        String name = Meta.name(definition);
        if (!name.equals(expected)) {
            found.add(
                    Violation.invalid(
                            "metadata.name",
                            "\"" + name + "\"",
                            "must be spec.names.plural+\".\"+spec.group"));
        }
        int stored = 0;
        int at = 0;
        for (JsonNode version : spec.path("versions")) {
            stored += version.path("storage").asBoolean() ? 1 : 0;
            String field = "spec.versions[" + at++ + "].schema.openAPIV3Schema";
            JsonNode schema = Json.at(version, "schema", "openAPIV3Schema");
            if (!schema.isObject()) {
                found.add(Violation.required(field, "schemas are required"));
            } else if (!Json.text(schema, "type").equals("object")) {
                found.add(Violation.required(field + ".type", "must be object at the root"));
            }
        }
        if (stored != 1) {
            found.add(
                    Violation.invalid(
                            "spec.versions",
                            Json.write(spec.path("versions")),
                            "must have exactly one version marked as storage version"));
        }
        return found;
    }

    private static void require(List<Violation> found, JsonNode in, String prefix, String field) {
        if (Json.text(in, field).isEmpty()) {
            found.add(Violation.required(prefix + field, ""));
        }
    }

    /** What the controllers of the real server add some milliseconds later, added at once. */
    static void establish(ObjectNode definition, String now) {
        ObjectNode names = Json.child(Json.child(definition, "spec"), "names");
        String kind = Json.text(names, "kind");
        if (!names.has("singular")) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (!names.has("listKind")) {
            names.put("listKind", kind + "List");
        }
        ObjectNode status = Json.child(definition, "status");
        status.set("acceptedNames", names.deepCopy());
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", now);
        condition(
                conditions,
                "Established",
                "InitialNamesAccepted",
                "the initial names have been accepted",
                now);
        ArrayNode stored = status.putArray("storedVersions");
        for (JsonNode version : Json.at(definition, "spec", "versions")) {
            if (version.path("storage").asBoolean()) {
                stored.add(Json.text(version, "name"));
            }
        }
    }

    private static void condition(
            ArrayNode conditions, String type, String reason, String message, String now) {
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now)
                .put("reason", reason)
                .put("message", message);
    }
}
