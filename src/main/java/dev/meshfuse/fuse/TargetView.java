package dev.meshfuse.fuse;

import java.util.List;

/** The object a fuse acts on, as it was read. */
public sealed interface TargetView {
    /**
     * It divides traffic as the fuse says.
     *
     * @param name {@code kind/namespace/name}
     * @param uid UID of the object
     * @param resourceVersion version that was read
     * @param routes routes that split between the sides
     */
    record Splitting(String name, String uid, String resourceVersion, List<SplitRoute> routes)
            implements TargetView {
        public Splitting {
            routes = List.copyOf(routes);
            if (routes.isEmpty()) {
                throw new IllegalArgumentException(name + " has no route that splits");
            }
        }

        /** Whether the canary gets any share. */
        public boolean canaryHasWeight() {
            return routes.stream().anyMatch(route -> route.canary().weight() > 0);
        }
    }

    /**
     * It cannot be acted on.
     *
     * @param name {@code kind/namespace/name}
     * @param reason why, for people
     */
    record Unusable(String name, String reason) implements TargetView {}
}
