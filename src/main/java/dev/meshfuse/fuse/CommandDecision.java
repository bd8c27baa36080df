package dev.meshfuse.fuse;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.FuseDecision.Observed;
import dev.meshfuse.fuse.TargetView.Splitting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a fuse does when it is told to. A command needs no evidence, and neither the
 * cooldown nor the number of trips stops it: they keep a program from fighting people, and this is
 * one of those people. What protects traffic holds for a command as for evidence: the target must
 * divide traffic as the fuse says, plans test what they rely on, nothing is written in observe mode
 * but proposed.
 *
 * <p>Each command is answered by one event, also when there is nothing to do.
 */
final class CommandDecision {
    /**
     * A command that waited longer is not carried out: who gave it has seen no event, and has done
     * something else. Longer than it takes until another replica takes over (10 s).
     */
    static final Duration TOO_LATE = Duration.ofSeconds(60);

    private CommandDecision() {}

    static Action decide(FuseInput.Commanded told, Observed observed, Instant now) {
        if (observed.memory().commands().contains(told.episode())) {
            return new Action.Nothing("this command was answered already");
        }
        Duration age = Duration.between(told.at(), now);
        if (age.compareTo(TOO_LATE) > 0 && !isBegun(told, observed.memory())) {
            return new Action.Skip(
                    "the command is %d s old, and is not carried out after %d s"
                            .formatted(age.toSeconds(), TOO_LATE.toSeconds()));
        }
        return switch (told.command().verb()) {
            case TRIP -> trip(told, observed);
            case HOLD -> hold(told, observed);
            case RESET -> reset(told.command(), observed);
        };
    }

    /** Whether a replica has stopped in the middle of it. */
    private static boolean isBegun(FuseInput.Commanded told, FuseMemory memory) {
        return tripOf(memory.phase())
                        .filter(trip -> trip.episode().equals(told.episode()))
                        .isPresent()
                || (memory.hold() != null && memory.hold().isFor(told.episode()));
    }

    private static Action trip(FuseInput.Commanded told, Observed observed) {
        FuseMemory memory = observed.memory();
        if (!(observed.target() instanceof Splitting target)) {
            return unusable(observed);
        }
        if (!target.canaryHasWeight()) {
            return memory.phase() instanceof FusePhase.Tripping tripping
                    ? FuseDecision.complete(tripping)
                    : new Action.Skip("the canary has no weight in " + target.name());
        }
        WeightPlan plan = target.withoutCanary();
        if (observed.mode() == Mode.Observe) {
            return new Action.Propose(
                    asked(told.command(), "Would take the canary out of " + target.name()), plan);
        }
        FusePhase.Trip trip =
                new FusePhase.Trip(
                        told.episode(),
                        identity(observed.fuse().split()),
                        target.name(),
                        target.uid(),
                        told.at(),
                        told.at(),
                        memory.begun(plan.changes()));
        return new Action.Trip(
                asked(told.command(), "Took the canary out of " + target.name()), trip, plan);
    }

    private static Action hold(FuseInput.Commanded told, Observed observed) {
        if (!(observed.target() instanceof Splitting target)) {
            return unusable(observed);
        }
        FuseHold before = observed.memory().hold();
        FuseHold stands = before != null && before.targetUid().equals(target.uid()) ? before : null;
        List<WeightChange> recorded = stands == null ? List.of() : stands.recorded();
        WeightPlan plan = target.held(recorded);
        if (observed.mode() == Mode.Observe) {
            return new Action.Propose(
                    asked(told.command(), "Would hold the canary of " + target.name()), plan);
        }
        return new Action.Hold(
                asked(
                        told.command(),
                        "Holds the canary of " + target.name() + " until it is reset"),
                stands == null
                        ? new FuseHold(told.episode(), target.uid(), plan.changes(), 0, false)
                        : stands.joinedBy(told.episode()),
                plan);
    }

    private static Action reset(FuseCommand command, Observed observed) {
        FuseMemory memory = observed.memory();
        Optional<FusePhase.Trip> trip = tripOf(memory.phase());
        FuseHold hold = memory.hold();
        if (trip.isEmpty() && hold == null) {
            return new Action.Skip(
                    asked(command, "There was nothing to reset: it is armed and holds nothing"));
        }
        Optional<String> unfit = misfit(trip, hold, observed.fuse().split(), observed.target());
        if (unfit.isPresent() || !(observed.target() instanceof Splitting target)) {
            return new Action.Reset(
                    left(command, unfit.orElse("it cannot be written")),
                    new WeightPlan(observed.target().name(), List.of(), List.of()));
        }
        List<WeightChange> tripped = trip.map(FusePhase.Trip::recorded).orElse(List.of());
        WeightPlan plan = target.restored(hold == null ? tripped : hold.with(tripped));
        if (plan.writes().isEmpty() && trip.isEmpty()) {
            return new Action.Reset(asked(command, "Holds the canary no more"), plan);
        }
        if (plan.writes().isEmpty()) {
            return new Action.Reset(
                    left(
                            command,
                            "it is not as this fuse left it: it was given back already, or changed"),
                    plan);
        }
        return observed.mode() == Mode.Observe
                ? new Action.Propose(
                        asked(command, "Would give back what was taken in " + target.name()), plan)
                : new Action.Reset(
                        asked(
                                command,
                                "Gave back what was taken in " + target.name() + ", and is armed"),
                        plan);
    }

    /** Why what was recorded is not about what is there now; empty when it is. */
    private static Optional<String> misfit(
            Optional<FusePhase.Trip> trip, @Nullable FuseHold hold, Split split, TargetView view) {
        if (!(view instanceof Splitting target)) {
            return Optional.of(((TargetView.Unusable) view).reason());
        }
        if (trip.filter(one -> !one.targetUid().equals(target.uid())).isPresent()
                || (hold != null && !hold.targetUid().equals(target.uid()))) {
            return Optional.of("the object was replaced by another of its name");
        }
        if (trip.isEmpty()) {
            return Optional.empty(); // a hold took no traffic from a canary
        }
        String now = identity(split);
        if (now.isEmpty() || trip.get().canaryIdentity().isEmpty()) {
            return Optional.of("it is not known whether the canary is the one that was taken out");
        }
        return now.equals(trip.get().canaryIdentity())
                ? Optional.empty()
                : Optional.of("the canary is another than the one that was taken out");
    }

    private static String identity(Split split) {
        return switch (split) {
            case Split.Resolved resolved -> resolved.canaryIdentity();
            case Split.Unresolved unresolved -> "";
        };
    }

    private static Optional<FusePhase.Trip> tripOf(FusePhase phase) {
        return switch (phase) {
            case FusePhase.Armed armed -> Optional.empty();
            case FusePhase.Tripping tripping -> Optional.of(tripping.trip());
            case FusePhase.Tripped tripped -> Optional.of(tripped.trip());
            case FusePhase.Verified verified -> Optional.of(verified.trip());
        };
    }

    private static Action unusable(Observed observed) {
        return new Action.Skip(((TargetView.Unusable) observed.target()).reason());
    }

    private static String left(FuseCommand command, String why) {
        return asked(
                command,
                "Is armed again; the target was left to whoever decides about it, because " + why);
    }

    private static String asked(FuseCommand command, String what) {
        return "%s. %s asked for it: %s".formatted(what, command.who(), command.reason());
    }
}
