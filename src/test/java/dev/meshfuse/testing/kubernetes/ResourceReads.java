package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ObjectStore.ObjectKey;
import dev.meshfuse.testing.kubernetes.ObjectStore.Snapshot;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Get and list, with selectors and pages. All pages of one list show the state of its first page.
 */
final class ResourceReads {
    /** What a list or a watch is about; a null namespace means all of them. */
    record Scope(
            ResourceType type,
            ApiVersion version,
            @Nullable String namespace,
            Predicate<ObjectNode> selector) {

        boolean holds(ObjectKey key) {
            return namespace == null || namespace.equals(key.namespace());
        }
    }

    /** Where a page begins: after this object, in the state of this version. */
    private record Continue(long version, ObjectKey after) {
        String token() {
            ObjectNode token = Json.object().put("v", "meta.k8s.io/v1").put("rv", version);
            token.put("start", after.namespace() + "/" + after.name());
            byte[] json = Json.write(token).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        }

        static Continue of(String token) {
            try {
                byte[] json = Base64.getUrlDecoder().decode(token);
                ObjectNode read =
                        Json.parseObject(new String(json, StandardCharsets.UTF_8), Json.JSON);
                String start = Json.text(read, "start");
                int slash = start.indexOf('/');
                return new Continue(
                        read.path("rv").asLong(),
                        new ObjectKey(start.substring(0, slash), start.substring(slash + 1)));
            } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
                throw (ApiException)
                        ApiException.badRequest("continue key is not valid: " + e.getMessage())
                                .initCause(e);
            }
        }
    }

    private final ObjectStore store;

    ResourceReads(ObjectStore store) {
        this.store = store;
    }

    ObjectNode get(ResourceType type, ApiVersion version, ObjectKey key) {
        ObjectNode stored =
                store.get(type.id(), key)
                        .orElseThrow(() -> ApiException.notFound(type, key.name()));
        return Shaping.present(type, version, stored);
    }

    ObjectNode list(Scope scope, Request request) {
        String token = request.parameter("continue");
        String exact = request.parameter("resourceVersion");
        NavigableMap<ObjectKey, ObjectNode> from;
        Snapshot state;
        if (!token.isEmpty()) {
            Continue next = Continue.of(token);
            state = restored(scope, next.version());
            from = state.objects().tailMap(next.after(), false);
        } else {
            long wanted = version(exact);
            requireReached(wanted);
            state =
                    request.parameter("resourceVersionMatch").equals("Exact")
                            ? restored(scope, wanted)
                            : store.snapshot(scope.type().id());
            from = state.objects();
        }
        boolean selective =
                !(request.parameter("labelSelector") + request.parameter("fieldSelector"))
                        .isEmpty();
        String limit = request.parameter("limit");
        return page(scope, state.version(), from, (int) version(limit), selective);
    }

    private Snapshot restored(Scope scope, long version) {
        return store.snapshotAt(scope.type().id(), version)
                .orElseThrow(() ->
                        ApiException.expired(
                                "The provided continue parameter is too old to display a"
                                        + " consistent list result. You must start a new"
                                        + " list without the continue parameter."));
    }

    /**
     * A version that was never handed out: the real server waits three seconds for it, then says
     * this.
     */
    void requireReached(long wanted) {
        long current = store.version();
        if (wanted > current) {
            ObjectNode details = Json.object();
            details.putArray("causes")
                    .addObject()
                    .put("reason", "ResourceVersionTooLarge")
                    .put("message", "Too large resource version");
            details.put("retryAfterSeconds", 1);
            throw new ApiException(
                    504,
                    "Timeout",
                    "Timeout: Too large resource version: " + wanted + ", current: " + current,
                    details);
        }
    }

    static long version(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw (ApiException)
                    ApiException.badRequest("Invalid value: \"" + text + "\": not a number")
                            .initCause(e);
        }
    }

    private static ObjectNode page(
            Scope scope,
            long version,
            NavigableMap<ObjectKey, ObjectNode> from,
            int limit,
            boolean selective) {
        List<Map.Entry<ObjectKey, ObjectNode>> matching =
                from.entrySet().stream()
                        .filter(e -> scope.holds(e.getKey()) && scope.selector().test(e.getValue()))
                        .toList();
        int size = limit > 0 ? Math.min(limit, matching.size()) : matching.size();
        ResourceType type = scope.type();
        ObjectNode list = Json.object().put("kind", type.kind() + "List");
        list.put("apiVersion", type.apiVersion(scope.version()));
        ObjectNode meta = list.putObject("metadata");
        meta.put("resourceVersion", Long.toString(version));
        if (size < matching.size()) {
            meta.put("continue", new Continue(version, matching.get(size - 1).getKey()).token());
            if (!selective) {
                meta.put("remainingItemCount", matching.size() - size);
            }
        }
        ArrayNode items = list.putArray("items");
        for (Map.Entry<ObjectKey, ObjectNode> entry : matching.subList(0, size)) {
            ObjectNode item = Shaping.present(type, scope.version(), entry.getValue());
            if (!type.custom()) {
                // Items of built-in lists carry neither: the list's own kind tells.
                item.remove(List.of("apiVersion", "kind"));
            }
            items.add(item);
        }
        return list;
    }
}
