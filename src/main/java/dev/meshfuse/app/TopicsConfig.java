package dev.meshfuse.app;

import io.smallrye.config.WithDefault;

/** Settings {@code meshfuse.topics.*}. */
public interface TopicsConfig {
    /** Every topic's name begins with it. */
    @WithDefault("meshfuse.")
    String prefix();

    /**
     * Partitions of every topic: the most replicas that can share the work. Two, three and six
     * share six evenly; one replica reads a thousand proxies with less than a core. Each costs
     * processor time, here and at the broker, however little there is to read (docs/benchmarks.md).
     * It cannot be changed later without losing history, so an existing topic with another number
     * is refused.
     */
    @WithDefault("6")
    int partitions();

    /** Copies of every topic; 1 only for a single broker. */
    @WithDefault("3")
    short replicationFactor();

    /**
     * Whether topics that do not exist are created; if not, the start waits for somebody else to do
     * it.
     */
    @WithDefault("true")
    boolean create();
}
