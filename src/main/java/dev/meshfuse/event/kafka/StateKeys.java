package dev.meshfuse.event.kafka;

import dev.meshfuse.definition.ResourceId;

/** Keys on the compacted topic of states. */
public final class StateKeys {
    private static final String SLO = "slo/";
    private static final String EVIDENCE = "evidence/";
    private static final String FUSE = "fuse/";

    private StateKeys() {}

    public static String slo(ResourceId slo) {
        return SLO + slo.key();
    }

    public static String evidence(ResourceId fuse, ResourceId slo) {
        return EVIDENCE + fuse.key() + "/" + slo.key();
    }

    public static String fuse(ResourceId fuse) {
        return FUSE + fuse.key();
    }
}
