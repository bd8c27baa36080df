package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseInput;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides how a canary is kept from getting more traffic. An input comes again and again while its
 * doubt stands, and each time what somebody else has given the canary meanwhile is taken back.
 * Several doubts may stand at once; the canary is held until the last one ends.
 */
final class HoldDecision {
    private HoldDecision() {}

    static Action onDoubt(Doubt doubt, FuseDecision.Observed observed, Instant now) {
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return new Action.Skip(((TargetView.Unusable) observed.target()).reason());
        }
        if (FuseDecision.isTripped(observed.memory().phase()) && !target.canaryHasWeight()) {
            return new Action.Nothing("the canary is out of traffic already");
        }
        Optional<String> outdated =
                FuseDecision.outdated(doubt.at(), doubt.canaryIdentity(), observed, now);
        if (outdated.isPresent()) {
            return new Action.Skip(outdated.get());
        }
        FuseHold hold = observed.memory().hold();
        boolean stands = hold != null && hold.targetUid().equals(target.uid());
        if (observed.mode() == Mode.Observe) {
            return new Action.Propose(
                    "Would hold the canary: " + doubt.reason(),
                    target.held(hold != null && stands ? hold.recorded() : List.of()));
        }
        return hold != null && stands ? goOn(hold, doubt, target, observed) : begin(doubt, target);
    }

    private static Action begin(Doubt doubt, TargetView.Splitting target) {
        WeightPlan plan = target.held(List.of());
        return new Action.Hold(
                doubt.reason(),
                new FuseHold(doubt.episode(), target.uid(), plan.changes(), 0, false),
                plan);
    }

    private static Action goOn(
            FuseHold hold,
            Doubt doubt,
            TargetView.Splitting target,
            FuseDecision.Observed observed) {
        String episode = doubt.episode();
        WeightPlan plan = target.held(hold.recorded());
        if (!hold.isFor(episode)) {
            return new Action.Hold(doubt.reason(), hold.joinedBy(episode), plan);
        }
        if (!hold.isAnnounced(episode)) {
            return new Action.Hold(doubt.reason(), hold, plan);
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
                                + doubt.reason(),
                        hold.again(episode),
                        plan);
    }

    /** Keeps what a command holds, for as long as it does. */
    static Action onStands(FuseInput.HoldStands stands, FuseDecision.Observed observed) {
        FuseHold hold = observed.memory().hold();
        if (hold == null || !hold.isFor(stands.episode())) {
            return new Action.Nothing("that command holds the canary no more");
        }
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return new Action.Skip(((TargetView.Unusable) observed.target()).reason());
        }
        if (observed.mode() == Mode.Observe) {
            return new Action.Nothing("only observing is allowed now");
        }
        if (hold.targetUid().equals(target.uid())) {
            return goOn(hold, Doubt.of(stands), target, observed);
        }
        WeightPlan plan = target.held(List.of());
        return new Action.Hold(
                "The object was replaced by another, which is held as well. "
                        + Doubt.of(stands).reason(),
                new FuseHold(
                        stands.episode(), target.uid(), plan.changes(), hold.putBack() + 1, false),
                plan);
    }

    static Action onReleased(FuseInput.CanaryReleased released, FuseDecision.Observed observed) {
        FuseHold hold = observed.memory().hold();
        if (hold == null || !hold.isFor(released.episode())) {
            return new Action.Nothing("this fuse does not hold the canary for that");
        }
        FuseHold left = hold.without(released.episode());
        WeightPlan nothing = new WeightPlan(observed.target().name(), List.of(), List.of());
        if (left != null) {
            String why =
                    released.reason() + " The canary stays held: something else speaks against it.";
            return new Action.Release(why, left, nothing);
        }
        WeightPlan plan =
                observed.target() instanceof TargetView.Splitting target
                                && target.uid().equals(hold.targetUid())
                        ? target.restored(hold.recorded())
                        : nothing;
        return new Action.Release(released.reason(), null, plan);
    }
}
