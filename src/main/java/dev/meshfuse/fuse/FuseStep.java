package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.fuse.FusePhase.Trip;
import java.time.Instant;

/**
 * What moves a fuse from one phase to the next. This is the only place that says which phase comes
 * after which; a step that means nothing in a phase leaves the fuse where it is.
 */
public sealed interface FuseStep {
    /** The phase after this step. */
    default FusePhase from(FusePhase phase) {
        return switch (this) {
            case Intend intend -> new FusePhase.Tripping(intend.trip());
            case Written written -> written(phase, written.at());
            case Silent silent -> silent(phase, silent.lastRequestAt());
            case Flowing flowing -> flowing(phase, flowing.at());
            case WeightBack back -> weightBack(phase, back);
            case Rearm rearm -> new FusePhase.Armed();
        };
    }

    /** The canary is to be taken out of traffic. */
    record Intend(Trip trip) implements FuseStep {}

    /** The weights of the intent are in place. */
    record Written(Instant at) implements FuseStep {}

    /** Callers have stopped to send requests to the canary. */
    record Silent(Instant lastRequestAt) implements FuseStep {}

    /** Callers still send requests to the canary, though there was time enough to stop. */
    record Flowing(Instant at) implements FuseStep {}

    /**
     * The canary that was taken out has weight again.
     *
     * @param last whether it may be taken out no more
     */
    record WeightBack(Instant at, boolean last) implements FuseStep {}

    /** Another canary has come, or somebody wants the fuse as new. */
    record Rearm() implements FuseStep {}

    private static FusePhase written(FusePhase phase, Instant at) {
        return phase instanceof FusePhase.Tripping tripping
                ? new FusePhase.Tripped(tripping.trip(), at)
                : phase;
    }

    private static FusePhase silent(FusePhase phase, Instant lastRequestAt) {
        return switch (phase) {
            case FusePhase.Tripped tripped ->
                    verified(tripped.trip(), tripped.patchedAt(), lastRequestAt);
            case FusePhase.Ineffective ineffective ->
                    verified(ineffective.trip(), ineffective.patchedAt(), lastRequestAt);
            case FusePhase.Armed armed -> phase;
            case FusePhase.Tripping tripping -> phase;
            case FusePhase.Verified verified -> phase;
            case FusePhase.Contested contested -> phase;
            case FusePhase.LeftAlone leftAlone -> phase;
        };
    }

    private static FusePhase verified(Trip trip, Instant patchedAt, Instant lastRequestAt) {
        return new FusePhase.Verified(
                trip, new Timing(trip.firstBadAt(), trip.decidedAt(), patchedAt, lastRequestAt));
    }

    private static FusePhase flowing(FusePhase phase, Instant at) {
        return phase instanceof FusePhase.Tripped tripped
                ? new FusePhase.Ineffective(tripped.trip(), tripped.patchedAt(), at)
                : phase;
    }

    private static FusePhase weightBack(FusePhase phase, WeightBack back) {
        return switch (phase) {
            case FusePhase.Tripped tripped -> contested(tripped.trip(), tripped.patchedAt(), back);
            case FusePhase.Verified verified ->
                    contested(verified.trip(), verified.timing().patchedAt(), back);
            case FusePhase.Ineffective ineffective ->
                    contested(ineffective.trip(), ineffective.patchedAt(), back);
            case FusePhase.Armed armed -> phase;
            case FusePhase.Tripping tripping -> phase;
            case FusePhase.Contested contested -> phase;
            case FusePhase.LeftAlone leftAlone -> phase;
        };
    }

    private static FusePhase contested(Trip trip, Instant patchedAt, WeightBack back) {
        return back.last()
                ? new FusePhase.LeftAlone(trip, patchedAt, back.at())
                : new FusePhase.Contested(trip, patchedAt, back.at());
    }
}
