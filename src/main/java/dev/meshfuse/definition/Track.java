package dev.meshfuse.definition;

/** Which side of a split a request went to. */
public enum Track {
    STABLE,
    CANARY,
    /** It failed before a side was known, so it counts for no side. */
    UNATTRIBUTED,
    /**
     * It counts for no side: its destination is neither, or another report of the same request says
     * which one it was.
     */
    OTHER
}
