package dev.meshfuse.fuse;

import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides about a canary that was taken out of traffic: whether that worked, whether somebody has
 * put it back, and whether it is still the same.
 */
final class AfterTrip {
    /**
     * Callers must have stopped by then. What it takes: istiod gathers changes for up to 10 s
     * (istio/istio {@code pilot/pkg/features/tuning.go}), a proxy with the default interval is read
     * every 5 s, and requests on their way may last. Chosen with room.
     */
    static final Duration PROOF_WITHIN = Duration.ofSeconds(30);

    private AfterTrip() {}

    static Action verify(FuseInput.CanaryQuiet quiet, FuseDecision.Observed observed) {
        FuseStep.Silent step = new FuseStep.Silent(quiet.lastRequestAt());
        if (!(step.from(observed.memory().phase()) instanceof FusePhase.Verified verified)) {
            return new Action.Nothing("nothing waits for the callers to stop");
        }
        Timing timing = verified.timing();
        Duration took = Duration.between(timing.patchedAt(), quiet.lastRequestAt());
        String reason =
                String.format(
                        Locale.ROOT,
                        "No caller sends requests to the canary any more; the last was seen %.1f s after the weights were"
                                + " written.",
                        Math.max(0, took.toMillis()) / 1000.0);
        return new Action.Verify(reason, verified.trip(), timing);
    }

    static Action onFlows(
            FuseInput.CanaryFlows flows, FuseDecision.Observed observed, Instant now) {
        if (!(observed.memory().phase() instanceof FusePhase.Tripped tripped)
                || !tripped.trip().episode().equals(flows.episode())) {
            return new Action.Nothing("no proof is awaited of that trip");
        }
        Optional<Action> contested = contest(observed, now);
        if (contested.isPresent()) {
            return contested.get();
        }
        Instant deadline = tripped.patchedAt().plus(PROOF_WITHIN);
        boolean late = !now.isBefore(deadline) && flows.lastRequestAt().isAfter(deadline);
        return late
                ? fail(flows, tripped, observed)
                : new Action.Nothing("callers still have time to stop");
    }

    private static Action fail(
            FuseInput.CanaryFlows flows,
            FusePhase.Tripped tripped,
            FuseDecision.Observed observed) {
        List<String> rests =
                observed.target() instanceof TargetView.Splitting target
                        ? target.rests()
                        : List.of();
        String reason =
                String.format(
                        Locale.ROOT,
                        "The weights were written %d s ago, and callers still send %.1f requests/s to the canary: %s.%s",
                        Duration.between(tripped.patchedAt(), flows.at()).toSeconds(),
                        flows.requestsPerSecond(),
                        flows.callers().isEmpty()
                                ? "by whom is not known"
                                : String.join(", ", flows.callers()),
                        rests.isEmpty()
                                ? ""
                                : " Part of that was to be: " + String.join(" ", rests));
        FusePhase.Trip trip = tripped.trip();
        Timing timing = new Timing(trip.firstBadAt(), trip.decidedAt(), tripped.patchedAt(), null);
        return new Action.Fail(reason, trip, timing, rests.isEmpty());
    }

    /** The target was looked at, and something about it is not as the fuse left it. */
    static Action onMoved(FuseDecision.Observed observed, Instant now) {
        FusePhase phase = observed.memory().phase();
        FusePhase.Trip trip = phase.lastTrip();
        if (trip == null) {
            return new Action.Nothing("it has not acted on this target");
        }
        if (phase instanceof FusePhase.Tripping tripping
                && observed.target() instanceof TargetView.Splitting target
                && !target.canaryHasWeight()) {
            return FuseDecision.complete(tripping);
        }
        if (observed.fuse().split() instanceof Split.Resolved split
                && !split.canaryIdentity().equals(trip.canaryIdentity())) {
            return new Action.Rearm(
                    "Another canary has come, %s after %s; it is judged by evidence of its own."
                            .formatted(split.canaryIdentity(), trip.canaryIdentity()),
                    trip);
        }
        return contest(observed, now)
                .orElseGet(() -> new Action.Nothing("the target is as the fuse left it"));
    }

    /** That the very canary which was taken out has weight again, if it is news. */
    static Optional<Action> contest(FuseDecision.Observed observed, Instant now) {
        FuseMemory memory = observed.memory();
        FusePhase.Trip trip = memory.phase().lastTrip();
        boolean same =
                trip != null
                        && observed.fuse().split() instanceof Split.Resolved split
                        && memory.isOf(split.canaryIdentity())
                        && observed.target() instanceof TargetView.Splitting target
                        && target.canaryHasWeight();
        if (trip == null || !same) {
            return Optional.empty();
        }
        int most = observed.fuse().fuse().policy().maxTrips();
        boolean last = memory.trips() >= most;
        FuseStep.WeightBack step = new FuseStep.WeightBack(now, last);
        if (step.from(memory.phase()).equals(memory.phase())) {
            return Optional.empty();
        }
        String reason =
                last
                        ? "Somebody gave the canary its weight back. It was taken out %d times, as often as the policy allows, and is left alone now."
                                .formatted(memory.trips())
                        : "Somebody gave the canary its weight back after it was taken out. It is taken out again if it burns again, at most %d times in all."
                                .formatted(most);
        return Optional.of(new Action.Contest(reason, trip, step));
    }
}
