package dev.meshfuse.event.kafka;

import java.util.List;

/**
 * Names of all topics.
 *
 * @param prefix setting {@code meshfuse.topics.prefix}
 */
public record Topics(String prefix) {
    /** Internal: one record per scrape of a target, key = target. */
    public String readings() {
        return prefix + "readings";
    }

    /** Internal, without records: its consumer group deals out targets. */
    public String shards() {
        return prefix + "shards";
    }

    /** Internal: everything that concerns a fuse, key = fuse. */
    public String fuseInputs() {
        return prefix + "fuse-inputs";
    }

    /** Internal, compacted: the latest state of each objective and fuse. */
    public String states() {
        return prefix + "states";
    }

    /** Public: breaches of objectives, key = objective. */
    public String breaches() {
        return prefix + "breaches";
    }

    /** Public: what fuses did, key = fuse. */
    public String actions() {
        return prefix + "actions";
    }

    /** Public: records that could not be read or processed, as they were, and why. */
    public String deadLetters() {
        return prefix + "dead-letters";
    }

    /** Internal to the stream, which makes it: what readings added, key = service. */
    public String increments() {
        return prefix + "streams-by-service-repartition";
    }

    /** All that are made by this program or by you; the stream makes its own. */
    public List<String> all() {
        return List.of(
                readings(), shards(), fuseInputs(), states(), breaches(), actions(), deadLetters());
    }

    /** Those of which only the latest record of a key matters. */
    public List<String> compacted() {
        return List.of(states());
    }
}
