package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
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
            return FuseDecision.unusable(observed);
        }
        if (FuseDecision.isTripped(observed.memory().phase()) && !target.canaryHasWeight()) {
            return new Action.Nothing("the canary is out of traffic already");
        }
        Optional<Action.Skip> outdated =
                FuseDecision.outdated(holds.at(), holds.evidence().canaryIdentity(), observed, now);
        if (outdated.isPresent()) {
            return outdated.get();
        }
        FuseHold hold = observed.memory().hold();
        return hold != null
                        && hold.episode().equals(holds.episode())
                        && hold.targetUid().equals(target.uid())
                ? goOn(hold, holds, target, observed)
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
            FuseInput.CanaryHolds holds,
            TargetView.Splitting target,
            FuseDecision.Observed observed) {
        WeightPlan plan = target.held(hold.recorded());
        if (!hold.announced()) {
            return new Action.Hold(holds.reason(), hold, plan);
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
                                + holds.reason(),
                        hold.again(),
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
