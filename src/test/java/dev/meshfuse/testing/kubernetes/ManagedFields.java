package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who wrote which field: kept on every write, and the ground on which server-side apply merges and
 * finds conflicts.
 */
final class ManagedFields {
    private static final String APPLY = "Apply";
    private static final String UPDATE = "Update";

    private record Entry(
            String manager,
            String operation,
            String apiVersion,
            String subresource,
            String time,
            Set<List<String>> fields) {

        boolean isOf(String manager, String operation, String subresource) {
            return this.manager.equals(manager)
                    && this.operation.equals(operation)
                    && this.subresource.equals(subresource);
        }

        Entry without(Predicate<List<String>> lost) {
            Set<List<String>> kept = new LinkedHashSet<>(fields);
            return kept.removeIf(lost)
                    ? new Entry(manager, operation, apiVersion, subresource, time, kept)
                    : this;
        }
    }

    /**
     * Who writes.
     *
     * @param subresource empty for the main resource
     * @param force whether an apply takes fields from other managers
     */
    record Writer(String manager, String subresource, boolean force) {}

    private final String apiVersion;
    private final FieldPaths paths;

    ManagedFields(ResourceType type, ApiVersion version) {
        this.apiVersion = type.apiVersion(version);
        this.paths = new FieldPaths(type, version);
    }

    /** Gives the fields that a create, put or patch changed to its writer. */
    void afterUpdate(ObjectNode before, ObjectNode after, Writer writer) {
        Map<List<String>, JsonNode> old = paths.leaves(before);
        Map<List<String>, JsonNode> current = paths.leaves(after);
        Set<List<String>> changed = new LinkedHashSet<>(current.keySet());
        changed.removeIf(p -> Objects.equals(current.get(p), old.get(p)));
        List<Entry> entries = new ArrayList<>();
        Set<List<String>> own = new LinkedHashSet<>();
        for (Entry entry : read(before)) {
            if (entry.isOf(writer.manager(), UPDATE, writer.subresource())) {
                own.addAll(entry.fields());
                own.retainAll(current.keySet());
                if (changed.isEmpty()) {
                    entries.add(entry.without(p -> !current.containsKey(p)));
                }
            } else {
                entries.add(entry.without(p -> changed.contains(p) || !current.containsKey(p)));
            }
        }
        if (!changed.isEmpty()) {
            own.addAll(changed);
            entries.add(entry(writer, UPDATE, own));
        }
        write(after, entries);
    }

    /**
     * Merges an applied configuration: its fields are set, fields that this manager applied before
     * and leaves out now are removed unless another manager has them too.
     *
     * @throws ApiException 409 when another manager has a field with another value and the writer
     *     does not force
     */
    ObjectNode apply(ObjectNode live, ObjectNode config, Writer writer) {
        Map<List<String>, JsonNode> wanted = paths.leaves(config);
        List<Entry> others = new ArrayList<>();
        Set<List<String>> previous = Set.of();
        String time = "";
        List<Violation> conflicts = new ArrayList<>();
        for (Entry entry : read(live)) {
            if (entry.isOf(writer.manager(), APPLY, writer.subresource())) {
                previous = entry.fields();
                time = entry.time();
            } else {
                Predicate<List<String>> taken = p -> differs(live, p, wanted);
                entry.fields().stream().filter(taken).forEach(p -> conflicts.add(of(entry, p)));
                others.add(entry.without(taken));
            }
        }
        if (!conflicts.isEmpty() && !writer.force()) {
            throw conflict(conflicts);
        }
        ObjectNode merged = live.deepCopy();
        for (List<String> path : previous) {
            boolean shared = others.stream().anyMatch(e -> e.fields().contains(path));
            if (!wanted.containsKey(path) && !shared) {
                paths.remove(merged, path);
            }
        }
        wanted.forEach((path, value) -> paths.set(merged, path, value));
        Set<List<String>> now = wanted.keySet();
        others.add(
                previous.equals(now)
                        ? new Entry(
                                writer.manager(),
                                APPLY,
                                apiVersion,
                                writer.subresource(),
                                time,
                                previous)
                        : entry(writer, APPLY, now));
        write(merged, others);
        return merged;
    }

    private boolean differs(
            ObjectNode live, List<String> path, Map<List<String>, JsonNode> wanted) {
        JsonNode value = wanted.get(path);
        return value != null && !paths.get(live, path).filter(value::equals).isPresent();
    }

    private static Violation of(Entry entry, List<String> path) {
        StringBuilder field = new StringBuilder();
        for (String element : path) {
            String name = element.substring(2);
            field.append(element.startsWith("f:") ? "." + name : "[" + name + "]");
        }
        String who = "conflict with \"" + entry.manager() + "\" using " + entry.apiVersion();
        return new Violation(field.toString(), "FieldManagerConflict", who);
    }

    private static ApiException conflict(List<Violation> conflicts) {
        ObjectNode details = Json.object();
        ArrayNode causes = details.putArray("causes");
        StringBuilder message = new StringBuilder("Apply failed with ");
        message.append(conflicts.size());
        message.append(conflicts.size() == 1 ? " conflict:" : " conflicts:");
        for (Violation conflict : conflicts) {
            causes.add(conflict.toCause());
            message.append(' ').append(conflict.detail()).append(": ").append(conflict.field());
        }
        return new ApiException(409, "Conflict", message.toString(), details);
    }

    private Entry entry(Writer writer, String operation, Set<List<String>> fields) {
        return new Entry(
                writer.manager(),
                operation,
                apiVersion,
                writer.subresource(),
                Meta.now(),
                new LinkedHashSet<>(fields));
    }

    private static List<Entry> read(ObjectNode object) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
            entries.add(
                    new Entry(
                            Json.text(entry, "manager"),
                            Json.text(entry, "operation"),
                            Json.text(entry, "apiVersion"),
                            Json.text(entry, "subresource"),
                            Json.text(entry, "time"),
                            FieldPaths.ofFieldsV1(entry.path("fieldsV1"))));
        }
        return entries;
    }

    private static void write(ObjectNode object, List<Entry> entries) {
        ArrayNode written = Json.array();
        for (Entry entry : entries) {
            if (entry.fields().isEmpty()) {
                continue;
            }
            ObjectNode node = written.addObject();
            node.put("manager", entry.manager()).put("operation", entry.operation());
            node.put("apiVersion", entry.apiVersion()).put("time", entry.time());
            node.put("fieldsType", "FieldsV1");
            node.set("fieldsV1", FieldPaths.toFieldsV1(entry.fields()));
            if (!entry.subresource().isEmpty()) {
                node.put("subresource", entry.subresource());
            }
        }
        if (written.isEmpty()) {
            Meta.of(object).remove("managedFields");
        } else {
            Meta.of(object).set("managedFields", written);
        }
    }
}
