package dev.meshfuse.alert;

/**
 * The alerts that are sent. The name is the label {@code alertname}, and that of the runbook in
 * {@code docs/runbooks}.
 */
public enum AlertName {
    /** A breach of an objective is open. */
    MeshfuseBudgetBurn,
    /** A canary was taken out of traffic. */
    MeshfuseCanaryReverted,
    /** A canary was taken out of traffic, and callers go on to call it. */
    MeshfuseCanaryStillCalled,
    /** Somebody gave a canary that was taken out its weight back. */
    MeshfuseCanaryContested,
    /** The same, once too often: the fuse does nothing more to it. */
    MeshfuseCanaryLeftAlone,
    /** A canary gets no more traffic. */
    MeshfuseCanaryHeld,
    /** Too little is visible to judge a canary. */
    MeshfuseCanaryBlind,
    /** A fuse wanted to act and could not. */
    MeshfuseActionFailed
}
