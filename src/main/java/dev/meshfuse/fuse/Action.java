package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a fuse is to do, with the reason. */
public sealed interface Action {
    /** One sentence for people. */
    String reason();

    /** Why a fuse does not act, for programs. */
    enum Cause {
        /** The target cannot be acted on. */
        TARGET,
        /** The canary has no weight. */
        NO_WEIGHT,
        /** The input speaks of a mesh that has moved on. */
        STALE,
        /** Another canary has come. */
        REPLACED,
        /** Stable shows the same trouble. */
        STABLE_BURNS,
        /** Stable has no pod that is ready. */
        NO_CAPACITY,
        /** The last trip on this canary was too short a time ago. */
        COOLDOWN,
        /** The canary was taken out as often as the policy allows. */
        MAX_TRIPS,
        /** The namespace has had as many trips as the settings allow. */
        CAP_NAMESPACE,
        /** All namespaces together have. */
        CAP_OVERALL,
        /** Anything else. */
        OTHER;

        /** As it stands in events: {@code no-capacity}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Take the canary out of traffic. */
    record Trip(String reason, FusePhase.Trip trip, WeightPlan plan) implements Action {}

    /** The weights of an intent are already in place: a replica stopped after writing them. */
    record Complete(String reason, FusePhase.Trip trip) implements Action {}

    /** Say what would have been done. */
    record Propose(String reason, WeightPlan plan) implements Action {}

    /**
     * Do not act, and say why.
     *
     * @param cause one word for programs
     */
    record Skip(String reason, Cause cause) implements Action {
        public Skip(String reason) {
            this(reason, Cause.OTHER);
        }
    }

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

    /** Say that traffic goes on to a canary that was taken out. */
    record Fail(String reason, FusePhase.Trip trip, Timing timing, boolean page)
            implements Action {}

    /**
     * Say that somebody gave the canary its weight back.
     *
     * @param step what that makes of the fuse
     */
    record Contest(String reason, FusePhase.Trip trip, FuseStep.WeightBack step)
            implements Action {}

    /** Wait for another canary, as a new fuse does. */
    record Rearm(String reason, FusePhase.Trip trip) implements Action {}

    /** Nothing to do, and nothing new to say. */
    record Nothing(String reason) implements Action {}
}
