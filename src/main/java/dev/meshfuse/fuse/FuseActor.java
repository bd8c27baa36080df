package dev.meshfuse.fuse;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.FuseInput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the inputs of fuses: looks, decides, does, says.
 *
 * <p>The order makes every step repeatable. The intent is written before the weights, the event is
 * published before the fuse remembers that it is done; whoever comes after a crash finds the
 * intent, sees that the weights are in place, and publishes the same event under the same id.
 */
public final class FuseActor {
    /** Where fuses look and act. */
    public interface Mesh {
        /**
         * Looks at a fuse and its target.
         *
         * @throws MeshException when it cannot
         */
        Session open(ResourceId fuse);
    }

    /**
     * One look, and the changes made on what it showed. Each change fails if somebody else came
     * first.
     */
    public interface Session {
        FuseDecision.Observed observed();

        /**
         * Writes what the fuse remembers into its status.
         *
         * @throws MeshException when it cannot
         */
        void remember(FuseMemory memory);

        /**
         * Makes the writes of a plan, and no others.
         *
         * @throws MeshException when it cannot
         */
        void shift(WeightPlan plan);
    }

    /** Where events go. */
    @FunctionalInterface
    public interface Events {
        /**
         * Publishes an event; returns when it is stored.
         *
         * @param next where the fuse stands after it, or null where that is not known
         */
        void publish(FuseEvent event, @Nullable FusePhase next);
    }

    private final Mesh mesh;
    private final Events events;
    private final Clock clock;

    public FuseActor(Mesh mesh, Events events, Clock clock) {
        this.mesh = mesh;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Answers one input. May be called again with the same input.
     *
     * @throws MeshException when the mesh could not be read or changed; nothing is half done then
     *     that another call would not finish
     */
    public Action answer(FuseInput input) {
        Session session = mesh.open(input.fuse());
        FuseDecision.Observed observed = session.observed();
        Action action = FuseDecision.decide(input, observed, clock.instant());
        switch (action) {
            case Action.Trip trip -> trip(trip, input, session);
            case Action.Complete complete -> {
                complete(complete, input, session);
                if (input instanceof FuseInput.CanaryQuiet) {
                    return answer(input); // the trip is known now, and so is that it worked
                }
            }
            case Action.Propose propose -> {
                WeightPlan plan = propose.plan();
                answerOnce(
                        FuseEvent.Type.PROPOSED,
                        propose,
                        plan.target(),
                        plan.changes(),
                        input,
                        session);
            }
            case Action.Skip skip ->
                    answerOnce(
                            FuseEvent.Type.SKIPPED,
                            skip,
                            observed.target().name(),
                            List.of(),
                            input,
                            session);
            case Action.SayBlind blind ->
                    answerOnce(
                            FuseEvent.Type.BLIND,
                            blind,
                            observed.target().name(),
                            List.of(),
                            input,
                            session);
            case Action.Hold hold -> hold(hold, input, session);
            case Action.Release release -> release(release, input, session);
            case Action.Verify verify -> verify(verify, input, session);
            case Action.Nothing nothing -> {}
        }
        return action;
    }

    /** Says that an input could not be answered. */
    public void failed(FuseInput input, String reason) {
        publish(FuseEvent.Type.FAILED, input, input.episode(), reason, null, List.of(), null, null);
    }

    private void trip(Action.Trip action, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory();
        session.remember(memory.in(new FusePhase.Tripping(action.trip())));
        session.shift(action.plan());
        done(action.trip(), action.reason(), memory, input, session);
    }

    private void complete(Action.Complete action, FuseInput input, Session session) {
        done(action.trip(), action.reason(), session.observed().memory(), input, session);
    }

    private void done(
            FusePhase.Trip trip,
            String summary,
            FuseMemory memory,
            FuseInput input,
            Session session) {
        Instant patchedAt = clock.instant();
        FuseMemory tripped = memory.tripped(trip, patchedAt);
        Timing timing = new Timing(trip.firstBadAt(), trip.decidedAt(), patchedAt, null);
        publish(
                FuseEvent.Type.TRIPPED,
                input,
                trip.episode(),
                summary,
                trip.target(),
                trip.recorded(),
                timing,
                tripped.phase());
        session.remember(tripped);
    }

    private void verify(Action.Verify action, FuseInput input, Session session) {
        FuseMemory verified =
                session.observed()
                        .memory()
                        .in(new FusePhase.Verified(action.trip(), action.timing()));
        publish(
                FuseEvent.Type.VERIFIED,
                input,
                input.episode(),
                action.reason(),
                action.trip().target(),
                action.trip().recorded(),
                action.timing(),
                verified.phase());
        session.remember(verified);
    }

    private void hold(Action.Hold action, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory().holding(action.hold());
        session.remember(memory);
        shift(action.plan(), session);
        publish(
                FuseEvent.Type.HELD,
                input,
                action.hold().news(),
                action.reason(),
                action.plan().target(),
                action.plan().changes(),
                null,
                memory.phase());
        session.remember(memory.holding(action.hold().said()));
    }

    private void release(Action.Release action, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory().holding(null);
        shift(action.plan(), session);
        publish(
                FuseEvent.Type.RELEASED,
                input,
                input.episode(),
                action.reason(),
                action.plan().target(),
                action.plan().changes(),
                null,
                memory.phase());
        session.remember(memory);
    }

    private static void shift(WeightPlan plan, Session session) {
        if (!plan.writes().isEmpty()) {
            session.shift(plan);
        }
    }

    private void answerOnce(
            FuseEvent.Type type,
            Action action,
            String target,
            List<WeightChange> changes,
            FuseInput input,
            Session session) {
        FuseMemory memory = session.observed().memory();
        String answer = type + " " + input.episode();
        if (!answer.equals(memory.lastAnswer())) {
            publish(
                    type,
                    input,
                    input.episode(),
                    action.reason(),
                    target,
                    changes,
                    null,
                    memory.phase());
            session.remember(memory.answered(answer));
        }
    }

    private void publish(
            FuseEvent.Type type,
            FuseInput input,
            String episode,
            String summary,
            @Nullable String target,
            List<WeightChange> changes,
            @Nullable Timing timing,
            @Nullable FusePhase next) {
        FuseEvent event =
                new FuseEvent(
                        type,
                        input.fuse(),
                        episode,
                        type.sequence(),
                        clock.instant(),
                        summary,
                        target,
                        changes,
                        timing,
                        evidenceOf(input),
                        downOf(input));
        events.publish(event, next);
    }

    private static @Nullable CanaryEvidence evidenceOf(FuseInput input) {
        return switch (input) {
            case FuseInput.CanaryBurns burns -> burns.evidence();
            case FuseInput.CanaryQuiet quiet -> null;
            case FuseInput.CanaryUnseen unseen -> null;
            case FuseInput.CanaryHolds holds -> holds.evidence();
            case FuseInput.CanaryReleased released -> null;
            case FuseInput.CanaryDown down -> null;
        };
    }

    private static @Nullable DownEvidence downOf(FuseInput input) {
        return input instanceof FuseInput.CanaryDown down ? down.evidence() : null;
    }
}
