package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions that Flagger asks before it goes on with a Canary that a fuse guards. Doubt
 * never reverts anything: it keeps the canary where it is. Pure.
 */
public final class GateDecision {
    /** What Flagger asks, by the type of its webhook. */
    public enum Gate {
        /** Before the canary is scaled up; it has no pods yet, so nothing is known of it. */
        CONFIRM_ROLLOUT("confirm-rollout"),
        /** Before the canary gets more traffic. */
        CONFIRM_TRAFFIC_INCREASE("confirm-traffic-increase"),
        /** Before what the canary runs becomes stable. */
        CONFIRM_PROMOTION("confirm-promotion"),
        /** Whether to give up the canary. */
        ROLLBACK("rollback");

        private final String word;

        Gate(String word) {
            this.word = word;
        }

        /** As Flagger writes it. */
        public String word() {
            return word;
        }

        /** The gate of that name. */
        public static Optional<Gate> of(String word) {
            return Arrays.stream(values()).filter(gate -> gate.word.equals(word)).findFirst();
        }
    }

    /** Phase in which a canary waits for the rollout to be confirmed, and has no traffic. */
    private static final String WAITING = "Waiting";

    /**
     * What is known of a fuse when it is asked.
     *
     * @param mode whether it may act
     * @param split its sides as they are now
     * @param memory what it remembers
     * @param blind why the canary as it is now cannot be judged, or null
     */
    public record Known(Mode mode, Split split, FuseMemory memory, @Nullable String blind) {}

    /**
     * An answer.
     *
     * @param yes whether Flagger is to do what it asks about
     * @param reason one sentence for people
     */
    public record Answer(boolean yes, String reason) {}

    private GateDecision() {}

    /**
     * The answer of a fuse.
     *
     * @param phase of the Canary, as Flagger says it
     */
    public static Answer decide(Gate gate, String phase, Known known) {
        if (known.mode() == Mode.Observe) {
            return new Answer(gate != Gate.ROLLBACK, "The fuse only observes.");
        }
        return switch (gate) {
            case ROLLBACK -> onRollback(phase, known);
            case CONFIRM_ROLLOUT ->
                    held(known).orElseGet(() -> new Answer(true, "The fuse does not hold it."));
            case CONFIRM_TRAFFIC_INCREASE, CONFIRM_PROMOTION -> onMore(known);
        };
    }

    private static Answer onRollback(String phase, Known known) {
        FusePhase.Trip trip = trip(known.memory().phase());
        if (trip == null) {
            return new Answer(false, "The fuse has not tripped.");
        }
        if (phase.equals(WAITING)) {
            return new Answer(false, "The canary waits for its rollout and has no traffic.");
        }
        if (isOf(trip, known.split())) {
            return new Answer(true, "The fuse has tripped on this canary.");
        }
        return new Answer(
                false,
                mayBeOf(trip, known.split())
                        ? "It is not known whether the fuse tripped on this canary."
                        : "The fuse tripped on another canary.");
    }

    private static Answer onMore(Known known) {
        FusePhase.Trip trip = trip(known.memory().phase());
        if (trip != null && mayBeOf(trip, known.split())) {
            return new Answer(false, "The fuse has tripped, as far as is known on this canary.");
        }
        String blind = known.blind();
        return held(known)
                .orElseGet(() ->
                        blind == null
                                ? new Answer(true, "The fuse has nothing against it.")
                                : new Answer(false, "The canary cannot be judged: " + blind));
    }

    private static Optional<Answer> held(Known known) {
        return known.memory().hold() == null
                ? Optional.empty()
                : Optional.of(new Answer(false, "The fuse holds the canary."));
    }

    /** The trip that still counts: not one that people have overruled. */
    private static FusePhase.@Nullable Trip trip(FusePhase phase) {
        return phase instanceof FusePhase.LeftAlone ? null : phase.lastTrip();
    }

    private static boolean isOf(FusePhase.Trip trip, Split split) {
        return split instanceof Split.Resolved resolved
                && resolved.canaryIdentity().equals(trip.canaryIdentity());
    }

    /** A trip by command names no canary where that was not known. */
    private static boolean mayBeOf(FusePhase.Trip trip, Split split) {
        return split instanceof Split.Unresolved
                || trip.canaryIdentity().isEmpty()
                || isOf(trip, split);
    }
}
