package dev.meshfuse.scrape;

import org.jspecify.annotations.Nullable;

/**
 * The pod behind a target, as far as discovery tells of it.
 *
 * @param uid its UID; where discovery does not tell it, {@code namespace/name} may stand for it
 * @param namespace its namespace, or null
 * @param name its name, or null
 * @param workload its workload as Istio's telemetry names it, or null
 * @param restarts how often its proxy's container was restarted; 0 where it is not told
 */
public record Pod(
        String uid,
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String workload,
        int restarts) {
    /** A pod of which nothing but the UID is known. */
    public static Pod of(String uid) {
        return new Pod(uid, null, null, null, 0);
    }

    /** Identity of the process that answers there now: another after each restart. */
    public String process() {
        return restarts == 0 ? uid : uid + "/" + restarts;
    }
}
