package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ObjectStore.ObjectKey;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import dev.meshfuse.testing.kubernetes.ResourceWrites.Target;

/** Delete: preconditions, finalizers, and what goes with a namespace or a definition. */
final class ResourceDeletes {
    /**
     * The options of a delete.
     *
     * @param uid empty for any
     * @param resourceVersion empty for any
     */
    record DeleteOptions(boolean dryRun, String uid, String resourceVersion) {

        static DeleteOptions of(Request request) {
            ObjectNode body =
                    request.body().isBlank()
                            ? Json.object()
                            : Json.parseObject(request.body(), request.contentType());
            String dryRun = request.parameter("dryRun");
            for (JsonNode value : body.path("dryRun")) {
                dryRun = value.asText();
            }
            return new DeleteOptions(
                    WriteOptions.isDryRun(dryRun),
                    Json.text(body, "preconditions", "uid"),
                    Json.text(body, "preconditions", "resourceVersion"));
        }
    }

    private final ObjectStore store;
    private final Catalogue catalogue;

    ResourceDeletes(ObjectStore store, Catalogue catalogue) {
        this.store = store;
        this.catalogue = catalogue;
    }

    /** Answers the object while finalizers hold it, else a Status of success. */
    ObjectNode delete(Target target, DeleteOptions options) {
        return store.atomically(() -> {
            ObjectNode existing =
                    store.get(target.type().id(), target.key())
                            .orElseThrow(() -> ApiException.notFound(target.type(), target.name()));
            require(target, "UID", options.uid(), Meta.get(existing, "uid"));
            require(
                    target,
                    "ResourceVersion",
                    options.resourceVersion(),
                    Meta.get(existing, "resourceVersion"));
            if (Meta.finalizers(existing).isEmpty()) {
                if (!options.dryRun()) {
                    removeWithDependents(target, existing);
                }
                return success(target, existing);
            }
            ObjectNode held = mark(target, existing, options.dryRun());
            return Shaping.present(target.type(), target.version(), held);
        });
    }

    private static void require(Target target, String what, String wanted, String actual) {
        if (!wanted.isEmpty() && !wanted.equals(actual)) {
            throw ApiException.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: "
                            + what
                            + " in precondition: "
                            + wanted
                            + ", "
                            + what
                            + " in object meta: "
                            + actual);
        }
    }

    private ObjectNode mark(Target target, ObjectNode existing, boolean dryRun) {
        if (Meta.isDeleting(existing)) {
            return existing;
        }
        ObjectNode marked = existing.deepCopy();
        Meta.of(marked).put("deletionTimestamp", Meta.now()).put("deletionGracePeriodSeconds", 0);
        if (target.type().generation()) {
            Meta.bumpGeneration(marked);
        }
        return dryRun ? marked : store.put(target.type().id(), target.key(), marked);
    }

    private void removeWithDependents(Target target, ObjectNode existing) {
        if (target.type().id().equals(CustomTypes.DEFINITIONS)) {
            String instances = CustomTypes.of(existing).id();
            store.snapshot(instances).objects().keySet().forEach(k -> store.remove(instances, k));
        }
        if (target.type().id().equals("namespaces")) {
            catalogue.types().stream()
                    .filter(ResourceType::namespaced)
                    .forEach(t -> removeNamespace(t.id(), target.name()));
        }
        store.remove(target.type().id(), target.key());
    }

    private void removeNamespace(String type, String namespace) {
        for (ObjectKey key : store.snapshot(type).objects().keySet()) {
            if (key.namespace().equals(namespace)) {
                store.remove(type, key);
            }
        }
    }

    private static ObjectNode success(Target target, ObjectNode existing) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.set("metadata", Json.object());
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", target.name());
        if (!target.type().group().isEmpty()) {
            details.put("group", target.type().group());
        }
        details.put("kind", target.type().plural()).put("uid", Meta.get(existing, "uid"));
        return status;
    }

    /** Deletes every listed object and answers the list. */
    ObjectNode deleteAll(
            ResourceType type, ApiVersion version, ObjectNode list, DeleteOptions options) {
        if (list.path("items") instanceof ArrayNode items) {
            for (JsonNode item : items) {
                ObjectKey key =
                        new ObjectKey(
                                Json.text(item, "metadata", "namespace"),
                                Json.text(item, "metadata", "name"));
                delete(new Target(type, version, key, false), options);
            }
        }
        return list;
    }
}
