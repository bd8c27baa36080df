package dev.meshfuse.definition;

/** What became of a fuse's two sides when they were looked up in the cluster. */
public sealed interface Split {
    /**
     * Both sides exist and telemetry can tell them apart.
     *
     * @param rule what tells them apart
     * @param canaryIdentity what the canary runs now: its pod-template hashes, else its images.
     *     Evidence and a trip are bound to it; another identity starts afresh.
     */
    record Resolved(TrackRule rule, String canaryIdentity) implements Split {}

    /**
     * No verdict is possible.
     *
     * @param reason why, for people
     */
    record Unresolved(String reason) implements Split {}
}
