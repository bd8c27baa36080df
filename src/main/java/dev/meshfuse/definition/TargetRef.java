package dev.meshfuse.definition;

import java.util.Set;

/**
 * The object a fuse acts on, in the fuse's own namespace.
 *
 * @param group API group
 * @param kind kind
 * @param name name
 * @param routes names of the routes to act on; empty means every route that carries both sides of
 *     the split
 */
public record TargetRef(String group, String kind, String name, Set<String> routes) {
    public TargetRef {
        routes = Set.copyOf(routes);
    }
}
