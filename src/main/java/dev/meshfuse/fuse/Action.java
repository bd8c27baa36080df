package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;

/** What a fuse is to do, with the reason. */
public sealed interface Action {
    /** One sentence for people. */
    String reason();

    /** Take the canary out of traffic. */
    record Trip(String reason, FusePhase.Trip trip, WeightPlan plan) implements Action {}

    /** The weights of an intent are already in place: a replica stopped after writing them. */
    record Complete(String reason, FusePhase.Trip trip) implements Action {}

    /** Say what would have been done. */
    record Propose(String reason, WeightPlan plan) implements Action {}

    /** Do not act, and say why. */
    record Skip(String reason) implements Action {}

    /** Say that the canary cannot be judged. */
    record SayBlind(String reason) implements Action {}

    /** Say that the canary is to get no more traffic. */
    record SayHeld(String reason) implements Action {}

    /** Say that it may get more again. */
    record SayReleased(String reason) implements Action {}

    /** Say that the traffic has gone. */
    record Verify(String reason, FusePhase.Trip trip, Timing timing) implements Action {}

    /** Nothing to do, and nothing new to say. */
    record Nothing(String reason) implements Action {}
}
