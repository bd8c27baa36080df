package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import java.util.Objects;

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
            implements FuseInput {
        public CanaryBurns {
            required(fuse, episode, at);
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * Callers have stopped to send requests to the canary.
     *
     * @param lastRequestAt when the last reading was made that showed a request to the canary
     */
    record CanaryQuiet(ResourceId fuse, String episode, Instant at, Instant lastRequestAt)
            implements FuseInput {
        public CanaryQuiet {
            required(fuse, episode, at);
            Objects.requireNonNull(lastRequestAt, "lastRequestAt");
        }
    }

    /**
     * Too little is visible to judge the canary.
     *
     * @param episode the time of blindness
     * @param since when it began
     * @param reason one sentence for people
     */
    record CanaryUnseen(ResourceId fuse, String episode, Instant at, Instant since, String reason)
            implements FuseInput {
        public CanaryUnseen {
            required(fuse, episode, at);
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The canary must not get more traffic for now. Said again every few seconds while it stands.
     *
     * @param episode the time of doubt
     * @param reason one sentence for people
     */
    record CanaryHolds(
            ResourceId fuse, String episode, Instant at, String reason, CanaryEvidence evidence)
            implements FuseInput {
        public CanaryHolds {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /**
     * The doubt is over.
     *
     * @param episode the time of doubt that ends
     * @param reason one sentence for people
     */
    record CanaryReleased(ResourceId fuse, String episode, Instant at, String reason)
            implements FuseInput {
        public CanaryReleased {
            required(fuse, episode, at);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * The canary has no pod that could answer, and stable has. Said again while it stands, whether
     * the canary has a weight or not.
     *
     * @param episode the time in which it has none
     * @param canaryIdentity what the canary runs
     */
    record CanaryDown(
            ResourceId fuse,
            String episode,
            Instant at,
            String canaryIdentity,
            DownEvidence evidence)
            implements FuseInput {
        public CanaryDown {
            required(fuse, episode, at);
            Objects.requireNonNull(canaryIdentity, "canaryIdentity");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /** An input comes from a topic, where anybody may have written it. */
    private static void required(ResourceId fuse, String episode, Instant at) {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(episode, "episode");
        Objects.requireNonNull(at, "at");
    }
}
