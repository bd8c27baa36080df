package dev.meshfuse.definition;

import org.jspecify.annotations.Nullable;

/**
 * One side of a split as a route names it.
 *
 * @param host service host: short name, {@code name.namespace} or fully qualified
 * @param subset subset of the host's DestinationRule, or null when the host alone names the side
 */
public record Destination(String host, @Nullable String subset) {
    @Override
    public String toString() {
        return subset == null ? host : host + "/" + subset;
    }
}
