package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ManagedFields.Writer;
import dev.meshfuse.testing.kubernetes.ObjectStore.ObjectKey;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Create, put, patch and apply of one object: checks, shaping, ownership, storage, in the API
 * server's order.
 */
final class ResourceWrites {
    /**
     * What a write answers: 200 or 201, the object as stored (or as it would be), and warnings
     * about unknown fields.
     */
    record Outcome(int status, ObjectNode object, List<String> warnings) {}

    /** The object that a write is about. */
    record Target(ResourceType type, ApiVersion version, ObjectKey key, boolean status) {
        String name() {
            return key.name();
        }

        String subresource() {
            return status ? "status" : "";
        }
    }

    private final ObjectStore store;

    ResourceWrites(ObjectStore store) {
        this.store = store;
    }

    Outcome create(Target target, ObjectNode body, WriteOptions options) {
        return store.atomically(() -> {
            if (!Meta.get(body, "resourceVersion").isEmpty()) {
                throw ApiException.ofCode(
                        500, "resourceVersion should not be set on objects to be created");
            }
            ObjectNode object = body.deepCopy();
            Meta.of(object).remove("managedFields");
            return insert(target, object, options, false);
        });
    }

    Outcome put(Target target, ObjectNode body, WriteOptions options) {
        return store.atomically(() -> {
            ObjectNode existing = existing(target);
            boolean unversioned = Meta.get(body, "resourceVersion").isEmpty();
            if (unversioned && requiresVersion(target.type())) {
                throw ApiException.invalid(
                        target.type(),
                        target.name(),
                        List.of(
                                Violation.invalid(
                                        "metadata.resourceVersion",
                                        "0",
                                        "must be specified for an update")));
            }
            return replace(target, existing, body.deepCopy(), options, false);
        });
    }

    Outcome patch(Target target, UnaryOperator<ObjectNode> patch, WriteOptions options) {
        return store.atomically(() -> {
            ObjectNode existing = existing(target);
            ObjectNode current = Shaping.present(target.type(), target.version(), existing);
            return replace(target, existing, patch.apply(current), options, false);
        });
    }

    /** Server-side apply: creates the object when there is none, except through its status. */
    Outcome apply(Target target, ObjectNode config, WriteOptions options) {
        return store.atomically(() -> {
            Writer writer = writer(target, options);
            ManagedFields fields = new ManagedFields(target.type(), target.version());
            Optional<ObjectNode> live = store.get(target.type().id(), target.key());
            if (live.isEmpty() && target.status()) {
                throw ApiException.notFound(target.type(), target.name());
            }
            if (live.isEmpty()) {
                Shaping.requireIdentity(target, config);
                ObjectNode empty = config.deepCopy();
                Meta.of(empty).remove("managedFields");
                ObjectNode owned = fields.apply(empty, config, writer);
                return insert(target, owned, options, true);
            }
            ObjectNode current = Shaping.present(target.type(), target.version(), live.get());
            Shaping.requireIdentity(target, config);
            String based = Meta.get(config, "resourceVersion");
            ObjectNode merged = fields.apply(current, config, writer);
            if (!based.isEmpty()) {
                Meta.of(merged).put("resourceVersion", based);
            }
            return replace(target, live.get(), merged, options, true);
        });
    }

    private ObjectNode existing(Target target) {
        return store.get(target.type().id(), target.key())
                .orElseThrow(() -> ApiException.notFound(target.type(), target.name()));
    }

    /** Custom resources and leases refuse a PUT that does not say what it is based on. */
    private static boolean requiresVersion(ResourceType type) {
        return type.custom() || type.plural().equals("leases");
    }

    private static Writer writer(Target target, WriteOptions options) {
        return new Writer(options.fieldManager(), target.subresource(), options.force());
    }

    private Outcome insert(Target at, ObjectNode object, WriteOptions options, boolean owned) {
        Target target = at.name().isEmpty() ? named(at, object) : at;
        Shaping.requireIdentity(target, object);
        requireNamespace(target);
        ObjectNode meta = Meta.of(object);
        meta.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
        meta.put("name", target.name());
        if (target.type().namespaced()) {
            meta.put("namespace", target.key().namespace());
        } else {
            meta.remove("namespace");
        }
        meta.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Meta.now());
        if (target.type().generation()) {
            meta.put("generation", 1);
        }
        if (target.version().status()) {
            object.remove("status");
        }
        BuiltInBehaviour.onCreate(target.type(), object);
        List<String> warnings = Shaping.shape(target, object, options.fieldValidation());
        if (store.get(target.type().id(), target.key()).isPresent()) {
            throw ApiException.alreadyExists(target.type(), target.name());
        }
        if (!owned) {
            ManagedFields fields = new ManagedFields(target.type(), target.version());
            fields.afterUpdate(Json.object(), object, writer(target, options));
        }
        return new Outcome(201, save(target, object, options), warnings);
    }

    private static Target named(Target target, ObjectNode object) {
        String prefix = Meta.get(object, "generateName");
        String name = Meta.name(object);
        if (name.isEmpty() && prefix.isEmpty()) {
            throw ApiException.invalid(
                    target.type(),
                    "",
                    List.of(
                            Violation.required(
                                    "metadata.name", "name or generateName is required")));
        }
        ObjectKey key =
                new ObjectKey(
                        target.key().namespace(),
                        name.isEmpty() ? Meta.generatedName(prefix) : name);
        return new Target(target.type(), target.version(), key, target.status());
    }

    private void requireNamespace(Target target) {
        if (!target.type().namespaced()) {
            return;
        }
        String name = target.key().namespace();
        Optional<ObjectNode> namespace =
                store.get(BuiltInBehaviour.NAMESPACES.id(), new ObjectKey("", name));
        if (namespace.isEmpty()) {
            throw ApiException.notFound(BuiltInBehaviour.NAMESPACES, name);
        }
    }

    private Outcome replace(
            Target target,
            ObjectNode existing,
            ObjectNode wanted,
            WriteOptions options,
            boolean owned) {
        Shaping.requireIdentity(target, wanted);
        requireCurrent(target, existing, wanted);
        ObjectNode object = target.status() ? existing.deepCopy() : wanted;
        JsonNode owners = Meta.of(wanted).path("managedFields").deepCopy();
        if (target.version().status()) {
            ObjectNode source = target.status() ? wanted : existing;
            Json.setOrRemove(object, "status", source.path("status").deepCopy());
        }
        Meta.keepServerOwned(existing, object);
        Json.setOrRemove(
                Meta.of(object),
                "managedFields",
                owned ? owners : Json.at(existing, "metadata", "managedFields").deepCopy());
        BuiltInBehaviour.onUpdate(target.type(), object);
        List<String> warnings = Shaping.shape(target, object, options.fieldValidation());
        requireNoNewFinalizers(target, existing, object);
        if (target.type().generation() && Shaping.specDiffers(target, existing, object)) {
            Meta.bumpGeneration(object);
        }
        if (!owned) {
            ManagedFields fields = new ManagedFields(target.type(), target.version());
            fields.afterUpdate(existing, object, writer(target, options));
        }
        if (Shaping.isSame(target, existing, object)) {
            return new Outcome(
                    200, Shaping.present(target.type(), target.version(), existing), warnings);
        }
        return new Outcome(200, save(target, object, options), warnings);
    }

    private static void requireCurrent(Target target, ObjectNode existing, ObjectNode wanted) {
        String uid = Meta.get(wanted, "uid");
        if (!uid.isEmpty() && !uid.equals(Meta.get(existing, "uid"))) {
            throw ApiException.conflict(
                    target.type(),
                    target.name(),
                    "Precondition failed: UID in precondition: "
                            + uid
                            + ", UID in object meta: "
                            + Meta.get(existing, "uid"));
        }
        String based = Meta.get(wanted, "resourceVersion");
        if (!based.isEmpty() && !based.equals(Meta.get(existing, "resourceVersion"))) {
            throw ApiException.stale(target.type(), target.name());
        }
    }

    private static void requireNoNewFinalizers(
            Target target, ObjectNode existing, ObjectNode object) {
        List<String> added = new ArrayList<>(Meta.finalizers(object));
        added.removeAll(Meta.finalizers(existing));
        if (Meta.isDeleting(existing) && !added.isEmpty()) {
            throw ApiException.invalid(
                    target.type(),
                    target.name(),
                    List.of(
                            Violation.forbidden(
                                    "metadata.finalizers",
                                    "no new finalizers can be added if the object is being"
                                            + " deleted, found new finalizers "
                                            + added)));
        }
    }

    /** Stores the object, or removes it when it was only waiting for its last finalizer. */
    private ObjectNode save(Target target, ObjectNode object, WriteOptions options) {
        String type = target.type().id();
        ArrayNode none = Json.array();
        if (none.equals(Meta.of(object).get("finalizers"))) {
            Meta.of(object).remove("finalizers");
        }
        ObjectNode saved = object;
        if (!options.dryRun()) {
            if (Meta.isDeleting(object) && Meta.finalizers(object).isEmpty()) {
                store.remove(type, target.key());
            } else {
                saved = store.put(type, target.key(), object);
            }
        }
        return Shaping.present(target.type(), target.version(), saved);
    }
}
