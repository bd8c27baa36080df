package dev.meshfuse.definition;

/** Which side of a split a request went to. */
public enum Track {
    STABLE,
    CANARY,
    /** It failed before a side was known, so it counts for no side. */
    UNATTRIBUTED,
    /** A destination of the service that is neither side of the split. */
    OTHER
}
