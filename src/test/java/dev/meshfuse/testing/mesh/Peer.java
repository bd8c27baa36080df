package dev.meshfuse.testing.mesh;

/** One end of a request as a proxy describes it in labels. */
record Peer(
        String workload,
        String canonicalService,
        String canonicalRevision,
        String namespace,
        String principal,
        String app,
        String version,
        String cluster) {
    private static final String NOT_KNOWN = "unknown";

    /**
     * Nobody: no host was chosen. The revision falls back to {@code latest} all the same, which a
     * reader can tell from an unlabelled workload only by the workload's name.
     */
    static final Peer UNKNOWN =
            new Peer(
                    NOT_KNOWN,
                    NOT_KNOWN,
                    Workload.UNLABELLED,
                    NOT_KNOWN,
                    NOT_KNOWN,
                    NOT_KNOWN,
                    NOT_KNOWN,
                    NOT_KNOWN);

    static Peer of(Workload workload, String namespace, String cluster) {
        return new Peer(
                workload.shown().workload(),
                workload.service(),
                workload.revision(),
                namespace,
                "spiffe://cluster.local/ns/" + namespace + "/sa/" + workload.service(),
                workload.app(),
                workload.version() == null ? NOT_KNOWN : workload.version(),
                cluster);
    }

    /**
     * What endpoint metadata tells of a peer that never answered: workload, namespace, canonical
     * name and revision, and cluster; neither app nor version.
     */
    Peer fromEndpointMetadata() {
        return new Peer(
                workload,
                canonicalService,
                canonicalRevision,
                namespace,
                NOT_KNOWN,
                NOT_KNOWN,
                NOT_KNOWN,
                cluster);
    }

    /** This peer without an identity, as no connection was made that could have shown one. */
    Peer withoutPrincipal() {
        return new Peer(
                workload,
                canonicalService,
                canonicalRevision,
                namespace,
                NOT_KNOWN,
                app,
                version,
                cluster);
    }
}
