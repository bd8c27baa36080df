package dev.meshfuse.scrape;

/**
 * Which targets this replica reads. Replicas divide them; while that changes, a target may be read
 * by two or by none for a moment, which counting does not mind.
 */
@FunctionalInterface
public interface Shards {
    /**
     * Whether this replica reads a target now.
     *
     * @param targetKey {@link Target#key}
     */
    boolean isMine(String targetKey);
}
