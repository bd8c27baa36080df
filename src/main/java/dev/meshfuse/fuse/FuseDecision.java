package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what a fuse does about an input. Pure: everything it looks at is given. */
public final class FuseDecision {
    /**
     * An older input speaks of a mesh that has moved on; if the canary still burns, another one
     * follows.
     */
    static final Duration STALE = Duration.ofSeconds(10);

    private FuseDecision() {}

    /**
     * What is known when an input is answered.
     *
     * @param fuse the fuse and its split as they are now
     * @param mode whether acting is allowed at all, the stricter of the fuse's own mode and the
     *     setting
     * @param memory what the fuse remembers
     * @param target the object it acts on
     */
    public record Observed(ResolvedFuse fuse, Mode mode, FuseMemory memory, TargetView target) {}

    /** The action that answers an input. */
    public static Action decide(FuseInput input, Observed observed, Instant now) {
        Optional<String> refusal = Triggers.refusal(input, observed.fuse().fuse());
        if (refusal.isPresent()) {
            return new Action.Skip(refusal.get());
        }
        return switch (input) {
            case FuseInput.CanaryBurns burns ->
                    onBlame(Blame.of(burns), burns.stableBurns(), observed, now);
            case FuseInput.BudgetBurns burns ->
                    burns.attribution().explained()
                            ? onBlame(Blame.of(burns), false, observed, now)
                            : HoldDecision.onDoubt(Doubt.of(burns), observed, now);
            case FuseInput.AlertFires fires ->
                    fires.alert().errors().explained()
                            ? onBlame(Blame.of(fires), false, observed, now)
                            : HoldDecision.onDoubt(Doubt.of(fires), observed, now);
            case FuseInput.BudgetSpent spent ->
                    HoldDecision.onDoubt(Doubt.of(spent), observed, now);
            case FuseInput.CanaryQuiet quiet -> onQuiet(quiet, observed);
            case FuseInput.CanaryUnseen unseen -> new Action.SayBlind(unseen.reason());
            case FuseInput.CanaryHolds holds ->
                    HoldDecision.onDoubt(Doubt.of(holds), observed, now);
            case FuseInput.CanaryDown down -> DownDecision.onDown(down, observed, now);
            case FuseInput.CanaryReleased released -> HoldDecision.onReleased(released, observed);
            case FuseInput.CanaryFlows flows -> AfterTrip.onFlows(flows, observed, now);
            case FuseInput.TargetMoved moved -> AfterTrip.onMoved(observed, now);
            case FuseInput.Commanded command -> CommandDecision.decide(command, observed, now);
            case FuseInput.HoldStands stands -> HoldDecision.onStands(stands, observed);
        };
    }

    /**
     * What a fuse that has acted is to be told, if its target is no longer as it left it; empty
     * when there is nothing to tell.
     */
    public static Optional<FuseInput> missed(Observed observed, Instant now) {
        FusePhase.Trip trip = observed.memory().phase().lastTrip();
        return trip == null || AfterTrip.onMoved(observed, now) instanceof Action.Nothing
                ? Optional.empty()
                : Optional.of(
                        new FuseInput.TargetMoved(
                                observed.fuse().fuse().id(), trip.episode(), now));
    }

    private static Action onBlame(
            Blame blame, boolean stableBurns, Observed observed, Instant now) {
        FuseMemory memory = observed.memory();
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return unusable(observed);
        }
        if (memory.phase() instanceof FusePhase.Tripping tripping && !target.canaryHasWeight()) {
            return complete(tripping);
        }
        if (!target.canaryHasWeight()) {
            return isTripped(memory.phase())
                    ? new Action.Nothing("the canary is out of traffic already")
                    : new Action.Skip(
                            "the canary has no weight in " + target.name(), Cause.NO_WEIGHT);
        }
        Optional<Action.Skip> outdated =
                outdated(blame.at(), blame.canaryIdentity(), observed, now);
        if (outdated.isPresent()) {
            return outdated.get();
        }
        if (stableBurns) {
            return new Action.Skip(
                    "stable burns as well, so the canary is not to blame", Cause.STABLE_BURNS);
        }
        return AfterTrip.contest(observed, now).orElseGet(() -> act(blame, observed, target, now));
    }

    static Action.Skip unusable(Observed observed) {
        return new Action.Skip(((TargetView.Unusable) observed.target()).reason(), Cause.TARGET);
    }

    /** Why evidence does not speak of the canary as it is now; empty when it does. */
    static Optional<Action.Skip> outdated(
            Instant at, String canaryIdentity, Observed observed, Instant now) {
        if (at.isBefore(now.minus(STALE))) {
            return Optional.of(
                    new Action.Skip(
                            "the evidence is %d s old"
                                    .formatted(Duration.between(at, now).toSeconds()),
                            Cause.STALE));
        }
        return switch (observed.fuse().split()) {
            case Split.Unresolved unresolved ->
                    Optional.of(new Action.Skip(unresolved.reason(), Cause.TARGET));
            case Split.Resolved split ->
                    split.canaryIdentity().equals(canaryIdentity)
                            ? Optional.empty()
                            : Optional.of(
                                    new Action.Skip(
                                            "the canary that burnt was replaced by another",
                                            Cause.REPLACED));
        };
    }

    /** Takes the canary out of traffic, if nothing speaks against it. */
    static Action act(Blame blame, Observed observed, TargetView.Splitting target, Instant now) {
        WeightPlan plan = target.withoutCanary();
        if (observed.mode() == Mode.Observe) {
            return new Action.Propose(blame.sentence("Would take", target), plan);
        }
        FusePhase.Trip trip =
                new FusePhase.Trip(
                        blame.episode(),
                        blame.canaryIdentity(),
                        target.name(),
                        target.uid(),
                        blame.firstBadAt(),
                        blame.decidedAt(),
                        observed.memory().begun(plan.changes()));
        Optional<Action.Skip> barred = barred(trip.canaryIdentity(), observed, now);
        if (barred.isPresent()) {
            return barred.get();
        }
        return new Action.Trip(blame.sentence("Took", target), trip, plan);
    }

    /** Why the canary is not taken out although it burns; empty when nothing stands against it. */
    private static Optional<Action.Skip> barred(
            String canaryIdentity, Observed observed, Instant now) {
        FuseMemory memory = observed.memory();
        FusePolicy policy = observed.fuse().fuse().policy();
        if (memory.wouldExceed(policy.maxTrips(), canaryIdentity)) {
            return skip(
                    "it has tripped %d times on this canary, as often as its policy allows"
                            .formatted(memory.trips()),
                    Cause.MAX_TRIPS);
        }
        if (memory.isCooling(policy.cooldown(), canaryIdentity, now)) {
            return skip(
                    "it tripped on this canary less than %s ago, its cooldown"
                            .formatted(policy.cooldown()),
                    Cause.COOLDOWN);
        }
        return noCapacity(observed);
    }

    /** Why stable cannot take the canary's traffic; empty when it can. */
    static Optional<Action.Skip> noCapacity(Observed observed) {
        Readiness readiness = observed.fuse().readiness();
        if (readiness == null) {
            return skip(
                    "it is not known whether stable has a pod that is ready", Cause.NO_CAPACITY);
        }
        return readiness.stableReady() > 0
                ? Optional.empty()
                : skip(
                        "stable has no pod that is ready to take the canary's traffic",
                        Cause.NO_CAPACITY);
    }

    private static Optional<Action.Skip> skip(String reason, Cause cause) {
        return Optional.of(new Action.Skip(reason, cause));
    }

    private static Action onQuiet(FuseInput.CanaryQuiet quiet, Observed observed) {
        FusePhase phase = observed.memory().phase();
        if (phase instanceof FusePhase.Tripping tripping
                && tripping.trip().episode().equals(quiet.episode())
                && observed.target() instanceof TargetView.Splitting target
                && !target.canaryHasWeight()) {
            return complete(tripping);
        }
        FusePhase.Trip unproven = phase.unproven();
        return unproven != null && unproven.episode().equals(quiet.episode())
                ? AfterTrip.verify(quiet, observed)
                : new Action.Nothing("the canary is quiet, and this fuse has not tripped for it");
    }

    static Action complete(FusePhase.Tripping tripping) {
        return new Action.Complete(
                "The weights of an intent that was written down before are in place.",
                tripping.trip());
    }

    /** Whether the canary was taken out and has been left so, as far as is known. */
    static boolean isTripped(FusePhase phase) {
        return switch (phase) {
            case FusePhase.Armed armed -> false;
            case FusePhase.Tripping tripping -> false;
            case FusePhase.Tripped tripped -> true;
            case FusePhase.Verified verified -> true;
            case FusePhase.Ineffective ineffective -> true;
            case FusePhase.Contested contested -> true;
            case FusePhase.LeftAlone leftAlone -> true;
        };
    }
}
