package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;
import org.jspecify.annotations.Nullable;

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

    /** Keep the canary from getting more traffic; writes nothing where nothing has grown. */
    record Hold(String reason, FuseHold hold, WeightPlan plan) implements Action {}

    /**
     * Let it get more again; the plan is empty where there is nothing to take back.
     *
     * @param left what still holds it, or null
     */
    record Release(String reason, @Nullable FuseHold left, WeightPlan plan) implements Action {}

    /**
     * Wait for evidence again; the plan is empty where there is nothing to give back, or where it
     * is left to others.
     */
    record Reset(String reason, WeightPlan plan) implements Action {}

    /** Say that the traffic has gone. */
    record Verify(String reason, FusePhase.Trip trip, Timing timing) implements Action {}

    /** Nothing to do, and nothing new to say. */
    record Nothing(String reason) implements Action {}
}
