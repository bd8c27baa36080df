package dev.meshfuse.event;

import dev.meshfuse.definition.ResourceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse did, or did not do and why.
 *
 * @param type what happened
 * @param fuse the fuse
 * @param episode the breach it answers
 * @param sequence number of this kind of event in the order an episode takes, or {@link
 *     FuseCommand#ANSWER}; with the episode the event's identity
 * @param at when it happened
 * @param summary one sentence for people
 * @param target object acted on, {@code kind/namespace/name}; null when there is none
 * @param changes weights before and after; empty when nothing was changed
 * @param timing how long it took; null where that says nothing
 * @param evidence the evidence against the canary it rests on; null where it rests on none
 * @param burn the budget that burns, and which part of it is the canary's doing; null where it does
 *     not rest on that
 * @param budget the budget that is used up; null where it does not rest on that
 * @param command what it answers; null where that is no command
 * @param severity {@code page} where a person must look now; else null
 * @param cause why nothing was done, in a word for programs; null where something was
 * @param down what shows that the canary had no pod which could answer; null where it does not rest
 *     on that
 * @param alert the alert that fires, and which part of the errors is the canary's doing; null where
 *     it does not rest on that
 */
public record FuseEvent(
        Type type,
        ResourceId fuse,
        String episode,
        int sequence,
        Instant at,
        String summary,
        @Nullable String target,
        List<WeightChange> changes,
        @Nullable Timing timing,
        @Nullable CanaryEvidence evidence,
        @Nullable BurnAttribution burn,
        @Nullable BudgetEvidence budget,
        @Nullable FuseCommand command,
        @Nullable String severity,
        @Nullable String cause,
        @Nullable DownEvidence down,
        @Nullable AlertEvidence alert) {
    /** A person must look now. */
    public static final String PAGE = "page";

    /** Kinds of event, with their CloudEvents type, in the order an episode takes. */
    public enum Type {
        SKIPPED("dev.meshfuse.fuse.skipped.v1", 1),
        PROPOSED("dev.meshfuse.fuse.proposed.v1", 2),
        FAILED("dev.meshfuse.fuse.failed.v1", 3),
        TRIPPED("dev.meshfuse.fuse.tripped.v1", 4),
        VERIFIED("dev.meshfuse.fuse.verified.v1", 5),
        /** Of an episode of its own: a time in which the canary could not be judged. */
        BLIND("dev.meshfuse.fuse.blind.v1", 1),
        /** Of an episode of its own: a time of doubt, in which the canary gets no more traffic. */
        HELD("dev.meshfuse.fuse.held.v1", 6),
        /** The end of such a time. */
        RELEASED("dev.meshfuse.fuse.released.v1", 7),
        /** The fuse waits again: somebody wanted it so, or another canary has come. */
        RESET("dev.meshfuse.fuse.reset.v1", 8),
        /** Somebody gave the canary that was taken out its weight back. */
        CONTESTED("dev.meshfuse.fuse.contested.v1", 9);

        private final String cloudEventType;
        private final int sequence;

        Type(String cloudEventType, int sequence) {
            this.cloudEventType = cloudEventType;
            this.sequence = sequence;
        }

        public String cloudEventType() {
            return cloudEventType;
        }

        public int sequence() {
            return sequence;
        }
    }

    /**
     * A weight that was changed, or would have been.
     *
     * @param path where, as a JSON pointer into the target; into another object that belongs to it,
     *     with {@code kind/namespace/name#} before it
     * @param destination host and subset; for what is no weight, what it is
     * @param before weight before; for what is no weight, 1 if it was so or there, else 0
     * @param after weight after; the same
     * @param removed the JSON that was taken away, null for what is only another value now
     */
    public record WeightChange(
            String path, String destination, int before, int after, @Nullable String removed) {
        /** Another value. */
        public WeightChange(String path, String destination, int before, int after) {
            this(path, destination, before, after, null);
        }
    }

    /**
     * The way from fault to cure.
     *
     * @param firstBadAt first reading with a bad canary request; of a command, when it was given
     * @param decidedAt evidence beyond its threshold; of a command, when it was given
     * @param patchedAt weights written
     * @param quietAt last reading that showed a request to the canary; null until it is quiet
     */
    public record Timing(
            Instant firstBadAt, Instant decidedAt, Instant patchedAt, @Nullable Instant quietAt) {}

    public FuseEvent {
        changes = List.copyOf(changes);
    }

    /** One that rests on no budget, answers no command, and for which nobody need be called. */
    public FuseEvent(
            Type type,
            ResourceId fuse,
            String episode,
            int sequence,
            Instant at,
            String summary,
            @Nullable String target,
            List<WeightChange> changes,
            @Nullable Timing timing,
            @Nullable CanaryEvidence evidence) {
        this(
                type, fuse, episode, sequence, at, summary, target, changes, timing, evidence, null,
                null, null, null, null, null, null);
    }

    /** Its identity, the same when it is published again. */
    public String id() {
        return id(fuse, episode, sequence);
    }

    /** CloudEvents source of what is told of a fuse. */
    public static String source(ResourceId fuse) {
        return "/meshfuse/" + fuse.cluster();
    }

    /** The identity of an event that may be yet to come. */
    public static String id(ResourceId fuse, String episode, int sequence) {
        return fuse.local() + "/" + episode + "#" + sequence;
    }
}
