package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.fuse.WeightPlan;

/**
 * An object as it was read.
 *
 * @param kind its kind
 * @param tree all of it
 */
record ReadObject(ApiKind kind, JsonNode tree) {
    String namespace() {
        return tree.at("/metadata/namespace").asText();
    }

    String id() {
        return tree.at("/metadata/name").asText();
    }

    String uid() {
        return tree.at("/metadata/uid").asText();
    }

    /** {@code kind/namespace/name}. */
    String name() {
        return kind.name(namespace(), id());
    }

    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    WeightPlan.Write write(String subresource, Patch patch) {
        return new WeightPlan.Write(
                tree.path("apiVersion").asText(),
                kind.kind(),
                namespace(),
                id(),
                subresource,
                patch.toString());
    }
}
