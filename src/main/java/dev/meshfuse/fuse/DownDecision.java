package dev.meshfuse.fuse;

import dev.meshfuse.definition.Readiness;
import dev.meshfuse.event.FuseInput;
import java.time.Instant;

/**
 * Decides about a canary that has no pod which could answer. It is taken out of traffic by the same
 * way and with the same safeties as one that burns. What the input says is looked up again: pods
 * come and go faster than inputs.
 */
final class DownDecision {
    private DownDecision() {}

    static Action onDown(FuseInput.CanaryDown down, FuseDecision.Observed observed, Instant now) {
        FusePhase phase = observed.memory().phase();
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return FuseDecision.unusable(observed);
        }
        if (!target.canaryHasWeight()) {
            return phase instanceof FusePhase.Tripping tripping
                    ? FuseDecision.complete(tripping)
                    : new Action.Nothing("the canary has no weight, so nobody is sent to it");
        }
        if (down.at().isBefore(now.minus(FuseDecision.STALE))) {
            return new Action.Skip(
                    "what is known of the canary's pods is too old", Action.Cause.STALE);
        }
        if (!observed.fuse().canaryIdentity().equals(down.canaryIdentity())) {
            return new Action.Skip(
                    "the canary that was down was replaced by another", Action.Cause.REPLACED);
        }
        Readiness readiness = observed.fuse().readiness();
        if (readiness == null) {
            return new Action.Skip("it is not known which pods are ready");
        }
        if (readiness.canaryReady() > 0) {
            return new Action.Nothing("a pod of the canary is ready again");
        }
        Blame blame = Blame.of(down);
        return AfterTrip.contest(observed, now)
                .orElseGet(() -> FuseDecision.act(blame, observed, target, now));
    }
}
