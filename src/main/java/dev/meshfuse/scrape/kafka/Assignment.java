package dev.meshfuse.scrape.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/**
 * The shards of this replica.
 *
 * @param shards how many there are in all
 * @param mine numbers of those that are this replica's, from 0
 */
record Assignment(int shards, Set<Integer> mine) {
    Assignment {
        mine = Set.copyOf(mine);
    }

    /** Of so many, not one. */
    static Assignment none(int shards) {
        return new Assignment(shards, Set.of());
    }

    /** Without some. */
    Assignment without(Collection<Integer> revoked) {
        Set<Integer> kept = new HashSet<>(mine);
        kept.removeAll(revoked);
        return new Assignment(shards, kept);
    }

    /**
     * Whether a target is in one of them. Its shard has the number of the partition that its
     * readings go to by Kafka's default partitioner (murmur2 of the key): readings of one shard
     * stay together.
     */
    boolean has(String targetKey) {
        byte[] key = targetKey.getBytes(StandardCharsets.UTF_8);
        return mine.contains(Utils.toPositive(Utils.murmur2(key)) % shards);
    }
}
