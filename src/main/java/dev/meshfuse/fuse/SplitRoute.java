package dev.meshfuse.fuse;

import org.jspecify.annotations.Nullable;

/**
 * A route that divides requests between the two sides of a split, and nothing else.
 *
 * @param index position among the object's HTTP routes
 * @param name its name, or null
 * @param stable destination that keeps the traffic
 * @param canary destination that is taken out
 */
public record SplitRoute(int index, @Nullable String name, Side stable, Side canary) {
    /**
     * One destination of a route.
     *
     * @param index position among the route's destinations
     * @param host host as written
     * @param subset subset as written, or null
     * @param writtenWeight weight as written, or null where it is omitted
     */
    public record Side(
            int index, String host, @Nullable String subset, @Nullable Integer writtenWeight) {
        /**
         * An omitted weight is 0 where a route has several destinations (Istio, {@code
         * validation.go}).
         */
        public int weight() {
            return writtenWeight == null ? 0 : writtenWeight;
        }

        /** Host and subset, for people. */
        public String describe() {
            return subset == null ? host : host + "/" + subset;
        }
    }
}
