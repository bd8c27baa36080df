package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;

/**
 * Something that concerns a fuse. Internal; all inputs of one fuse have one key and so one reader.
 */
public sealed interface FuseInput {
    ResourceId fuse();

    /** The breach, or other time of trouble, it belongs to. */
    String episode();

    /** When it was found. */
    Instant at();

    /**
     * The evidence against the canary has passed its threshold, or is still beyond it while the
     * canary has traffic.
     */
    record CanaryBurns(
            ResourceId fuse,
            String episode,
            Instant at,
            boolean stableBurns,
            CanaryEvidence evidence)
            implements FuseInput {}

    /**
     * Callers have stopped to send requests to the canary.
     *
     * @param lastRequestAt when the last reading was made that showed a request to the canary
     */
    record CanaryQuiet(ResourceId fuse, String episode, Instant at, Instant lastRequestAt)
            implements FuseInput {}

    /**
     * Too little is visible to judge the canary.
     *
     * @param episode the time of blindness
     * @param since when it began
     * @param reason one sentence for people
     */
    record CanaryUnseen(ResourceId fuse, String episode, Instant at, Instant since, String reason)
            implements FuseInput {}

    /**
     * The canary must not get more traffic for now. Said again every few seconds while it stands.
     *
     * @param episode the time of doubt
     * @param reason one sentence for people
     */
    record CanaryHolds(
            ResourceId fuse, String episode, Instant at, String reason, CanaryEvidence evidence)
            implements FuseInput {}

    /**
     * The doubt is over.
     *
     * @param episode the time of doubt that ends
     * @param reason one sentence for people
     */
    record CanaryReleased(ResourceId fuse, String episode, Instant at, String reason)
            implements FuseInput {}
}
