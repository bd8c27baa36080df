package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
        return switch (input) {
            case FuseInput.CanaryBurns burns -> onBurns(burns, observed, now);
            case FuseInput.CanaryQuiet quiet -> onQuiet(quiet, observed);
            case FuseInput.CanaryUnseen unseen -> new Action.SayBlind(unseen.reason());
            case FuseInput.CanaryHolds holds -> HoldDecision.onHolds(holds, observed, now);
            case FuseInput.CanaryDown down -> DownDecision.onDown(down, observed, now);
            case FuseInput.CanaryReleased released -> HoldDecision.onReleased(released, observed);
        };
    }

    private static Action onBurns(FuseInput.CanaryBurns burns, Observed observed, Instant now) {
        FuseMemory memory = observed.memory();
        if (!(observed.target() instanceof TargetView.Splitting target)) {
            return new Action.Skip(((TargetView.Unusable) observed.target()).reason());
        }
        if (memory.phase() instanceof FusePhase.Tripping tripping && !target.canaryHasWeight()) {
            return complete(tripping);
        }
        if (!target.canaryHasWeight()) {
            return isTripped(memory.phase())
                    ? new Action.Nothing("the canary is out of traffic already")
                    : new Action.Skip("the canary has no weight in " + target.name());
        }
        Optional<String> outdated =
                outdated(burns.at(), burns.evidence().canaryIdentity(), observed, now);
        if (outdated.isPresent()) {
            return new Action.Skip(outdated.get());
        }
        if (burns.stableBurns()) {
            return new Action.Skip("stable burns as well, so the canary is not to blame");
        }
        Cause cause =
                new Cause(
                        burns.episode(),
                        burns.evidence().canaryIdentity(),
                        burns.evidence().firstBadAt(),
                        burns.evidence().decidedAt(),
                        verb -> sentence(verb, burns.evidence(), target));
        return act(cause, observed, target, now);
    }

    /**
     * Why a canary is to be taken out of traffic.
     *
     * @param sentence one for people, of a verb
     */
    record Cause(
            String episode,
            String canaryIdentity,
            Instant firstBadAt,
            Instant decidedAt,
            UnaryOperator<String> sentence) {}

    /** Why evidence does not speak of the canary as it is now; empty when it does. */
    static Optional<String> outdated(
            Instant at, String canaryIdentity, Observed observed, Instant now) {
        if (at.isBefore(now.minus(STALE))) {
            return Optional.of(
                    "the evidence is %d s old".formatted(Duration.between(at, now).toSeconds()));
        }
        return switch (observed.fuse().split()) {
            case Split.Unresolved unresolved -> Optional.of(unresolved.reason());
            case Split.Resolved split ->
                    split.canaryIdentity().equals(canaryIdentity)
                            ? Optional.empty()
                            : Optional.of("the canary that burnt was replaced by another");
        };
    }

    /** Takes the canary out of traffic, if nothing speaks against it. */
    static Action act(Cause cause, Observed observed, TargetView.Splitting target, Instant now) {
        Fuse fuse = observed.fuse().fuse();
        WeightPlan plan = target.withoutCanary();
        if (observed.mode() == Mode.Observe) {
            return new Action.Propose(cause.sentence().apply("Would take"), plan);
        }
        FusePhase.Trip trip =
                new FusePhase.Trip(
                        cause.episode(),
                        cause.canaryIdentity(),
                        target.name(),
                        target.uid(),
                        cause.firstBadAt(),
                        cause.decidedAt(),
                        observed.memory().begun(plan.changes()));
        FuseMemory memory = observed.memory();
        if (memory.wouldExceed(fuse.policy().maxTrips(), trip.canaryIdentity())) {
            return new Action.Skip(
                    "it has tripped %d times on this canary, as often as its policy allows"
                            .formatted(memory.trips()));
        }
        if (memory.isCooling(fuse.policy().cooldown(), trip.canaryIdentity(), now)) {
            return new Action.Skip(
                    "it tripped on this canary less than %s ago, its cooldown"
                            .formatted(fuse.policy().cooldown()));
        }
        return new Action.Trip(cause.sentence().apply("Took"), trip, plan);
    }

    private static Action onQuiet(FuseInput.CanaryQuiet quiet, Observed observed) {
        FusePhase phase = observed.memory().phase();
        if (phase instanceof FusePhase.Tripping tripping
                && tripping.trip().episode().equals(quiet.episode())
                && observed.target() instanceof TargetView.Splitting target
                && !target.canaryHasWeight()) {
            return complete(tripping);
        }
        if (phase instanceof FusePhase.Tripped tripped
                && tripped.trip().episode().equals(quiet.episode())) {
            FusePhase.Trip trip = tripped.trip();
            Timing timing =
                    new Timing(
                            trip.firstBadAt(),
                            trip.decidedAt(),
                            tripped.patchedAt(),
                            quiet.lastRequestAt());
            Duration took = Duration.between(tripped.patchedAt(), quiet.lastRequestAt());
            String reason =
                    String.format(
                            Locale.ROOT,
                            "No caller sends requests to the canary any more; the last was seen %.1f s after the weights were"
                                    + " written.",
                            Math.max(0, took.toMillis()) / 1000.0);
            return new Action.Verify(reason, trip, timing);
        }
        return new Action.Nothing("the canary is quiet, and this fuse has not tripped for it");
    }

    static Action complete(FusePhase.Tripping tripping) {
        return new Action.Complete(
                "The weights of an intent that was written down before are in place.",
                tripping.trip());
    }

    static boolean isTripped(FusePhase phase) {
        return phase instanceof FusePhase.Tripped || phase instanceof FusePhase.Verified;
    }

    private static String sentence(
            String verb, CanaryEvidence evidence, TargetView.Splitting target) {
        long requests =
                evidence.blocks().stream().mapToLong(CanaryEvidence.Block::canaryRequests).sum();
        long bad = evidence.blocks().stream().mapToLong(CanaryEvidence.Block::canaryBad).sum();
        return String.format(
                Locale.ROOT,
                "%s the canary out of %s: %d of its last %d requests were bad, evidence %.1f of %.1f nats that it is"
                        + " above %.4g%%, %s times what %s allows.",
                verb,
                target.name(),
                bad,
                requests,
                evidence.canaryNats(),
                evidence.thresholdNats(),
                evidence.limitRatio() * 100,
                evidence.burnLimit(),
                evidence.objective());
    }
}
