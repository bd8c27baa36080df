package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseCommand.Verb;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A fuse that is told what to do does it, and answers each command with one event. */
class CommandTest {
    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    private static FuseInput.Commanded told(Verb verb, String unique) {
        return new FuseInput.Commanded(
                Shop.CART,
                FuseCommand.episode(unique),
                NOW,
                new FuseCommand(verb, "alice", "10.0.0.7", "It looks bad."));
    }

    private static String id(String unique) {
        return FuseEvent.id(Shop.CART, FuseCommand.episode(unique), FuseCommand.ANSWER);
    }

    /** Type, identity and whether it has a command, of each event. */
    private List<String> said() {
        return mesh.events.stream()
                .map(event ->
                        event.type()
                                + " "
                                + event.id()
                                + (event.command() == null ? "" : " " + event.command().verb()))
                .toList();
    }

    @Test
    void a_trip_goes_the_way_of_evidence_and_is_said_under_the_commands_identity() {
        actor.answer(told(Verb.TRIP, "1"));

        assertThat(mesh.done)
                .containsExactly(
                        "remember Tripping", "shift", "publish TRIPPED", "remember Tripped");
        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(said()).containsExactly("TRIPPED " + id("1") + " TRIP");
        assertThat(mesh.events.getFirst().summary())
                .isEqualTo(
                        "Took the canary out of VirtualService/shop/cart. alice asked for it: It"
                                + " looks bad.");
    }

    @Test
    void neither_cooldown_nor_the_number_of_trips_stops_a_person() {
        mesh.memory = Given.tripped(3);

        actor.answer(Given.burns());
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        actor.answer(told(Verb.TRIP, "1"));

        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(mesh.memory.trips()).isEqualTo(4);
    }

    @Test
    void a_trip_needs_nobody_to_tell_the_sides_apart_by_their_telemetry() {
        Split unresolved = new Split.Unresolved("no pods");
        Action action =
                FuseDecision.decide(
                        told(Verb.TRIP, "1"),
                        Given.observed(
                                Mode.Enforce, FuseMemory.NEW, Given.weights(90, 10), unresolved),
                        NOW);

        assertThat(action)
                .isInstanceOfSatisfying(
                        Action.Trip.class,
                        trip -> assertThat(trip.trip().canaryIdentity()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(
            value = Verb.class,
            names = {"TRIP", "HOLD"})
    void in_observe_mode_it_is_proposed(Verb verb) {
        mesh.mode = Mode.Observe;

        actor.answer(told(verb, "1"));

        assertThat(said()).containsExactly("PROPOSED " + id("1") + " " + verb);
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(mesh.memory.hold()).isNull();
    }

    @Test
    void a_reset_in_observe_mode_gives_nothing_back_and_forgets_nothing() {
        actor.answer(told(Verb.TRIP, "1"));
        mesh.mode = Mode.Observe;

        actor.answer(told(Verb.RESET, "2"));

        assertThat(said()).last().isEqualTo("PROPOSED " + id("2") + " RESET");
        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.Tripped.class);
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void a_target_that_cannot_be_written_is_said(Verb verb) {
        TargetView missing = new TargetView.Unusable(Given.NAME, "NotFound", "it does not exist");

        Action action =
                FuseDecision.decide(
                        told(verb, "1"), Given.observed(Given.tripped(1), missing), NOW);

        assertThat(action.reason()).contains("it does not exist");
        assertThat(action)
                .isInstanceOf(verb == Verb.RESET ? Action.Reset.class : Action.Skip.class);
    }

    @Test
    void a_trip_of_a_canary_without_traffic_says_so() {
        mesh.target = Given.weights(100, 0);

        actor.answer(told(Verb.TRIP, "1"));

        assertThat(said()).containsExactly("SKIPPED " + id("1") + " TRIP");
    }

    @Test
    void a_reset_gives_back_what_was_recorded_and_the_fuse_is_as_new() {
        actor.answer(Given.burns());
        actor.answer(told(Verb.RESET, "2"));

        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
        assertThat(said()).last().isEqualTo("RESET " + id("2") + " RESET");
        assertThat(mesh.memory).isEqualTo(FuseMemory.NEW.answeredCommand(FuseCommand.episode("2")));
    }

    @Test
    void a_reset_where_nothing_was_done_says_so() {
        actor.answer(told(Verb.RESET, "1"));

        assertThat(said()).containsExactly("SKIPPED " + id("1") + " RESET");
        assertThat(mesh.events.getFirst().summary()).startsWith("There was nothing to reset");
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("uid-1", Shop.running("c2"), "c1", "the canary is another"),
                Arguments.of("uid-2", Shop.SPLIT, "c1", "the object was replaced"),
                Arguments.of("uid-1", new Split.Unresolved("no pods"), "c1", "it is not known"),
                Arguments.of("uid-1", Shop.SPLIT, "", "it is not known"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void a_reset_on_what_is_not_there_any_more_re_arms_and_leaves_the_weights(
            String uid, Split split, String canaryThen, String why) {
        FusePhase.Trip before = Given.trip("e1", canaryThen);
        FusePhase.Trip trip =
                new FusePhase.Trip(
                        before.episode(),
                        canaryThen,
                        before.target(),
                        uid,
                        NOW,
                        NOW,
                        before.recorded());
        FuseMemory memory = new FuseMemory(new FusePhase.Tripped(trip, NOW), 1, NOW, null);

        Action action =
                FuseDecision.decide(
                        told(Verb.RESET, "1"),
                        Given.observed(Mode.Enforce, memory, Given.weights(100, 0), split),
                        NOW);

        assertThat(action)
                .isInstanceOfSatisfying(
                        Action.Reset.class,
                        reset -> {
                            assertThat(reset.reason())
                                    .startsWith("Is armed again; the target was left")
                                    .contains(why);
                            assertThat(reset.plan().writes()).isEmpty();
                        });
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void a_command_that_comes_twice_is_carried_out_once(Verb verb) {
        mesh.memory = verb == Verb.RESET ? Given.tripped(1) : FuseMemory.NEW;
        actor.answer(told(verb, "1"));
        List<String> once = said();
        mesh.target = Given.weights(80, 20);

        actor.answer(told(verb, "1"));

        assertThat(said()).isEqualTo(once);
        assertThat(mesh.target).isEqualTo(Given.weights(80, 20));
    }

    @Test
    void the_latest_commands_are_remembered_through_what_the_fuse_does() {
        IntStream.range(0, FuseMemory.COMMANDS_KEPT + 2)
                .forEach(i -> actor.answer(told(i % 2 == 0 ? Verb.TRIP : Verb.RESET, "" + i)));

        assertThat(mesh.memory.commands())
                .hasSize(FuseMemory.COMMANDS_KEPT)
                .first()
                .isEqualTo(FuseCommand.episode("2"));
    }

    @Test
    void a_command_that_waited_a_minute_is_not_carried_out() {
        FuseInput.Commanded told = told(Verb.TRIP, "1");
        FuseDecision.Observed observed = Given.observed(FuseMemory.NEW, Given.weights(90, 10));

        assertThat(FuseDecision.decide(told, observed, NOW.plusSeconds(60)))
                .isInstanceOf(Action.Trip.class);
        assertThat(FuseDecision.decide(told, observed, NOW.plusMillis(61_500)))
                .isEqualTo(
                        new Action.Skip(
                                "the command is 61 s old, and is not carried out after 60 s"));
    }

    @Test
    void a_command_that_was_begun_is_finished_however_late() {
        mesh.crashAt(2, false);
        assertThatThrownBy(() -> actor.answer(told(Verb.TRIP, "1")));
        mesh.crash = null;
        FuseActor later =
                new FuseActor(
                        mesh,
                        mesh,
                        Clock.offset(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(10)));

        later.answer(told(Verb.TRIP, "1"));

        assertThat(said()).containsExactly("TRIPPED " + id("1") + " TRIP");
    }

    static Stream<Arguments> crashes() {
        return Stream.of(Verb.values())
                .flatMap(verb ->
                        IntStream.range(0, 4)
                                .boxed()
                                .flatMap(step ->
                                        Stream.of(true, false)
                                                .map(after -> Arguments.of(verb, step, after))));
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void wherever_it_stops_the_next_one_ends_at_the_same_and_says_it_under_one_identity(
            Verb verb, int step, boolean after) {
        mesh.memory = verb == Verb.RESET ? Given.tripped(1) : FuseMemory.NEW;
        mesh.target = verb == Verb.RESET ? Given.weights(100, 0) : Given.weights(90, 10);
        mesh.crashAt(step, after);
        Optional<RuntimeException> stopped = Optional.empty();
        try {
            actor.answer(told(verb, "1"));
        } catch (FakeMesh.Crashed e) {
            stopped = Optional.of(e);
        }
        mesh.crash = null;

        actor.answer(told(verb, "1"));

        assertThat(said()).isNotEmpty().containsOnly(said().getFirst());
        assertThat(said().size()).isLessThanOrEqualTo(stopped.isPresent() ? 2 : 1);
        assertThat(mesh.target)
                .isEqualTo(verb == Verb.TRIP ? Given.weights(100, 0) : Given.weights(90, 10));
        assertThat(mesh.memory.commands()).containsExactly(FuseCommand.episode("1"));
    }

    @Test
    void a_trip_of_evidence_that_was_interrupted_is_finished_under_its_own_identity_first() {
        mesh.memory = Given.tripping();
        mesh.target = Given.weights(100, 0);

        actor.answer(told(Verb.TRIP, "1"));

        assertThat(said())
                .containsExactly("TRIPPED shop/cart/e1#4", "SKIPPED " + id("1") + " TRIP");
    }

    @Test
    void what_cannot_be_done_is_said_under_the_commands_identity() {
        actor.failed(told(Verb.TRIP, "1"), "the API server is away");

        assertThat(said()).containsExactly("FAILED " + id("1") + " TRIP");
    }
}
