package dev.meshfuse.fuse;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseEvent.WeightChange;
import dev.meshfuse.event.FuseInput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final TripCaps caps;

    /** Without caps on trips. */
    public FuseActor(Mesh mesh, Events events, Clock clock) {
        this(mesh, events, clock, TripCaps.none());
    }

    public FuseActor(Mesh mesh, Events events, Clock clock, TripCaps caps) {
        this.mesh = mesh;
        this.events = events;
        this.clock = clock;
        this.caps = caps;
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
        Action action = capped(FuseDecision.decide(input, observed, clock.instant()), input);
        switch (action) {
            case Action.Trip trip -> trip(trip, input, session);
            case Action.Complete complete -> {
                complete(complete, input, session);
                if (input instanceof FuseInput.CanaryQuiet || isOther(complete.trip(), input)) {
                    return answer(input); // the trip is known now, and so is that it worked
                }
            }
            case Action.Contest contest -> {
                contest(contest, input, session);
                if (blames(input)) {
                    return answer(input); // that it was put back is known now, and it burns
                }
            }
            case Action.Propose propose ->
                    answerOnce(
                            said(FuseEvent.Type.PROPOSED, propose.reason())
                                    .of(propose.plan().target(), propose.plan().changes()),
                            input,
                            session);
            case Action.Skip skip ->
                    answerOnce(
                            said(FuseEvent.Type.SKIPPED, skip.reason())
                                    .of(observed.target().name(), List.of())
                                    .because(skip.cause()),
                            input,
                            session);
            case Action.SayBlind blind ->
                    answerOnce(
                            said(FuseEvent.Type.BLIND, blind.reason())
                                    .of(observed.target().name(), List.of()),
                            input,
                            session);
            case Action.Hold hold -> hold(hold, input, session);
            case Action.Release release -> release(release, input, session);
            case Action.Reset reset -> reset(reset, input, session);
            case Action.Verify verify -> verify(verify, input, session);
            case Action.Fail fail -> fail(fail, input, session);
            case Action.Rearm rearm -> rearm(rearm, input, session);
            case Action.Nothing nothing -> {}
        }
        return action;
    }

    private static boolean blames(FuseInput input) {
        return input instanceof FuseInput.CanaryBurns
                || input instanceof FuseInput.CanaryDown
                || input instanceof FuseInput.BudgetBurns
                || input instanceof FuseInput.AlertFires;
    }

    /** A trip that would be one too many of all fuses together is not made, but on command. */
    private Action capped(Action action, FuseInput input) {
        if (!(action instanceof Action.Trip) || input instanceof FuseInput.Commanded) {
            return action;
        }
        Optional<Action.Skip> refused = caps.claim(input.fuse(), clock.instant());
        return refused.isPresent() ? refused.get() : action;
    }

    /** Says that an input could not be answered. */
    public void failed(FuseInput input, String reason) {
        publish(said(FuseEvent.Type.FAILED, reason).page(), input, input.episode(), null);
    }

    private void trip(Action.Trip action, FuseInput input, Session session) {
        FuseMemory intent = session.observed().memory().after(new FuseStep.Intend(action.trip()));
        session.remember(intent);
        session.shift(action.plan());
        done(action.trip(), action.reason(), intent, input, session);
    }

    private void complete(Action.Complete action, FuseInput input, Session session) {
        done(action.trip(), action.reason(), session.observed().memory(), input, session);
    }

    private void done(
            FusePhase.Trip trip,
            String summary,
            FuseMemory intent,
            FuseInput input,
            Session session) {
        Instant patchedAt = clock.instant();
        FuseMemory tripped = intent.after(new FuseStep.Written(patchedAt));
        publish(
                said(FuseEvent.Type.TRIPPED, summary)
                        .of(trip.target(), trip.recorded())
                        .took(new Timing(trip.firstBadAt(), trip.decidedAt(), patchedAt, null)),
                input,
                trip.episode(),
                tripped.phase());
        session.remember(isOther(trip, input) ? tripped : answered(tripped, input));
    }

    /** Whether a command has come upon a trip that it did not ask for. */
    private static boolean isOther(FusePhase.Trip trip, FuseInput input) {
        return input instanceof FuseInput.Commanded && !trip.episode().equals(input.episode());
    }

    /** What is remembered when the event that answers an input is out. */
    private static FuseMemory answered(FuseMemory memory, FuseInput input) {
        return input instanceof FuseInput.Commanded
                ? memory.answeredCommand(input.episode())
                : memory;
    }

    private void verify(Action.Verify action, FuseInput input, Session session) {
        Instant last = Objects.requireNonNull(action.timing().quietAt(), "quietAt");
        sayAndRemember(
                said(FuseEvent.Type.VERIFIED, action.reason())
                        .of(action.trip().target(), action.trip().recorded())
                        .took(action.timing()),
                action.trip().episode(),
                new FuseStep.Silent(last),
                input,
                session);
    }

    /** Its identity is another than that of a write that failed before it. */
    private void fail(Action.Fail action, FuseInput input, Session session) {
        Said said =
                said(FuseEvent.Type.FAILED, action.reason())
                        .of(action.trip().target(), action.trip().recorded())
                        .took(action.timing());
        sayAndRemember(
                action.page() ? said.page() : said,
                action.trip().episode() + "/ineffective",
                new FuseStep.Flowing(clock.instant()),
                input,
                session);
    }

    private void contest(Action.Contest action, FuseInput input, Session session) {
        Said said =
                said(FuseEvent.Type.CONTESTED, action.reason())
                        .of(action.trip().target(), List.of());
        sayAndRemember(
                action.step().last() ? said.page() : said,
                action.trip().episode(),
                action.step(),
                input,
                session);
    }

    private void rearm(Action.Rearm action, FuseInput input, Session session) {
        sayAndRemember(
                said(FuseEvent.Type.RESET, action.reason()).of(action.trip().target(), List.of()),
                action.trip().episode(),
                new FuseStep.Rearm(),
                input,
                session);
    }

    private void sayAndRemember(
            Said said, String episode, FuseStep step, FuseInput input, Session session) {
        FuseMemory next = session.observed().memory().after(step);
        publish(said, input, episode, next.phase());
        session.remember(next);
    }

    private void hold(Action.Hold action, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory().holding(action.hold());
        session.remember(memory);
        shift(action.plan(), session);
        publish(
                said(FuseEvent.Type.HELD, action.reason())
                        .of(action.plan().target(), action.plan().changes()),
                input,
                input instanceof FuseInput.Commanded
                        ? input.episode() // its event's identity was promised
                        : action.hold().news(input.episode()),
                memory.phase());
        session.remember(answered(memory.holding(action.hold().said(input.episode())), input));
    }

    private void release(Action.Release action, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory().holding(action.left());
        shift(action.plan(), session);
        publish(
                said(FuseEvent.Type.RELEASED, action.reason())
                        .of(action.plan().target(), action.plan().changes()),
                input,
                input.episode(),
                memory.phase());
        session.remember(memory);
    }

    private void reset(Action.Reset action, FuseInput input, Session session) {
        FuseMemory armed = session.observed().memory().rearmed();
        shift(action.plan(), session);
        publish(
                said(FuseEvent.Type.RESET, action.reason())
                        .of(action.plan().target(), action.plan().changes()),
                input,
                input.episode(),
                armed.phase());
        session.remember(answered(armed, input));
    }

    private static void shift(WeightPlan plan, Session session) {
        if (!plan.writes().isEmpty()) {
            session.shift(plan);
        }
    }

    private void answerOnce(Said said, FuseInput input, Session session) {
        FuseMemory memory = session.observed().memory();
        String answer = said.type() + " " + input.episode();
        if (!memory.hasGiven(answer)) {
            publish(said, input, input.episode(), memory.phase());
            session.remember(answered(memory.answered(answer), input));
        }
    }

    private static Said said(FuseEvent.Type type, String summary) {
        return new Said(type, summary, null, List.of(), null, null, null);
    }

    /** What is to be said, before it is known of which input. */
    private record Said(
            FuseEvent.Type type,
            String summary,
            @Nullable String target,
            List<WeightChange> changes,
            @Nullable Timing timing,
            @Nullable String severity,
            @Nullable String cause) {
        Said of(String object, List<WeightChange> changed) {
            return new Said(type, summary, object, changed, timing, severity, cause);
        }

        Said took(Timing time) {
            return new Said(type, summary, target, changes, time, severity, cause);
        }

        Said page() {
            return new Said(type, summary, target, changes, timing, FuseEvent.PAGE, cause);
        }

        Said because(Action.Cause why) {
            return new Said(type, summary, target, changes, timing, severity, why.word());
        }
    }

    private void publish(Said said, FuseInput input, String episode, @Nullable FusePhase next) {
        FuseCommand command = commandOf(input, episode);
        Grounds grounds = Grounds.of(input);
        FuseEvent event =
                new FuseEvent(
                        said.type(),
                        input.fuse(),
                        episode,
                        command == null ? said.type().sequence() : FuseCommand.ANSWER,
                        clock.instant(),
                        said.summary(),
                        said.target(),
                        said.changes(),
                        said.timing(),
                        grounds.evidence(),
                        grounds.burn(),
                        grounds.budget(),
                        command,
                        said.severity(),
                        said.cause(),
                        grounds.down(),
                        grounds.alert());
        events.publish(event, next);
    }

    /** The command an event answers; what else is done on its way belongs to other episodes. */
    private static @Nullable FuseCommand commandOf(FuseInput input, String episode) {
        return input instanceof FuseInput.Commanded told && told.episode().equals(episode)
                ? told.command()
                : null;
    }
}
