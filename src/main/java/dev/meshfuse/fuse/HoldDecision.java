package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseInput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides how a canary is kept from getting more traffic. An input comes again and again while the
 * doubt stands, and each time what somebody else has given the canary meanwhile is taken back.
 */
final class HoldDecision {
    private HoldDecision() {}

    static Action onHolds(
            FuseInput.CanaryHolds holds, FuseDecision.Observed observed, Instant now) {
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return new Action.Skip(((TargetView.Unusable) observed.target()).reason());
        }
        if (FuseDecision.isTripped(observed.memory().phase()) && !target.canaryHasWeight()) {
            return new Action.Nothing("the canary is out of traffic already");
        }
        Optional<String> outdated =
                FuseDecision.outdated(holds.at(), holds.evidence().canaryIdentity(), observed, now);
        if (outdated.isPresent()) {
            return new Action.Skip(outdated.get());
        }
        FuseHold hold = observed.memory().hold();
        if (hold != null && FuseCommand.isEpisode(hold.episode())) {
            return onCommand(hold, target, observed);
        }
        return hold != null
                        && hold.episode().equals(holds.episode())
                        && hold.targetUid().equals(target.uid())
                ? goOn(hold, holds.reason(), target, observed)
                : begin(holds, target, observed);
    }

    private static Action begin(
            FuseInput.CanaryHolds holds,
            TargetView.Splitting target,
            FuseDecision.Observed observed) {
        WeightPlan plan = target.held(List.of());
        return observed.mode() == Mode.Observe
                ? new Action.Propose("Would hold the canary: " + holds.reason(), plan)
                : new Action.Hold(
                        holds.reason(),
                        new FuseHold(holds.episode(), target.uid(), plan.changes(), 0, false),
                        plan);
    }

    private static Action goOn(
            FuseHold hold,
            String reason,
            TargetView.Splitting target,
            FuseDecision.Observed observed) {
        WeightPlan plan = target.held(hold.recorded());
        if (!hold.announced()) {
            return new Action.Hold(reason, hold, plan);
        }
        if (plan.writes().isEmpty()) {
            return new Action.Nothing("the canary is held, and has got no more");
        }
        int most = observed.fuse().fuse().policy().maxTrips();
        return hold.putBack() >= most
                ? new Action.Skip(
                        "somebody gave the held canary more traffic more than %d times; it is left alone"
                                .formatted(most))
                : new Action.Hold(
                        "Somebody gave the held canary more traffic, and it was taken back. "
                                + reason,
                        hold.again(),
                        plan);
    }

    /** Keeps what a command holds, for as long as it does. */
    static Action onStands(FuseInput.HoldStands stands, FuseDecision.Observed observed) {
        FuseHold hold = observed.memory().hold();
        if (hold == null || !hold.episode().equals(stands.episode())) {
            return new Action.Nothing("that command holds the canary no more");
        }
        return observed.target() instanceof TargetView.Splitting target
                ? onCommand(hold, target, observed)
                : new Action.Skip(((TargetView.Unusable) observed.target()).reason());
    }

    private static Action onCommand(
            FuseHold hold, TargetView.Splitting target, FuseDecision.Observed observed) {
        if (observed.mode() == Mode.Observe) {
            return new Action.Nothing("only observing is allowed now");
        }
        if (hold.targetUid().equals(target.uid())) {
            return goOn(hold, "A command holds it until it is reset.", target, observed);
        }
        WeightPlan plan = target.held(List.of());
        return new Action.Hold(
                "The object was replaced by another, which is held as well: a command holds the"
                        + " canary until it is reset.",
                new FuseHold(
                        hold.episode(), target.uid(), plan.changes(), hold.putBack() + 1, false),
                plan);
    }

    static Action onReleased(FuseInput.CanaryReleased released, FuseDecision.Observed observed) {
        FuseHold hold = observed.memory().hold();
        if (hold == null || !hold.episode().equals(released.episode())) {
            return new Action.Nothing("this fuse does not hold the canary for that");
        }
        WeightPlan plan =
                observed.target() instanceof TargetView.Splitting target
                                && target.uid().equals(hold.targetUid())
                        ? target.restored(hold.recorded())
                        : new WeightPlan(observed.target().name(), List.of(), List.of());
        return new Action.Release(released.reason(), plan);
    }
}
