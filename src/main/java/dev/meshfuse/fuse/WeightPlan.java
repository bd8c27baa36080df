package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.List;

/**
 * What to write, and the state it is to be written over.
 *
 * @param target the object a fuse acts on, {@code kind/namespace/name}
 * @param changes what will be different, for people and for taking it back
 * @param writes the patches, in the order in which they are to be made; each may be made twice
 */
public record WeightPlan(String target, List<WeightChange> changes, List<Write> writes) {
    /**
     * One patch of one object.
     *
     * @param apiVersion group and version of the object
     * @param kind its kind
     * @param namespace its namespace
     * @param name its name
     * @param subresource part of it that is written, empty for the object itself
     * @param patch a JSON patch (RFC 6902) that tests all it relies on
     */
    public record Write(
            String apiVersion,
            String kind,
            String namespace,
            String name,
            String subresource,
            String patch) {}

    public WeightPlan {
        changes = List.copyOf(changes);
        writes = List.copyOf(writes);
    }
}
