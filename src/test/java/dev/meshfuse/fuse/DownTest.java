package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.down;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A canary without a ready pod is taken out of traffic, with every safety. */
class DownTest {
    private static final Readiness CANARY_DOWN = new Readiness(2, 2, 1, 0);

    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor = new FuseActor(mesh, mesh, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void it_is_taken_out_with_what_was_seen_of_its_pods() {
        mesh.readiness = CANARY_DOWN;

        actor.answer(down());

        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(mesh.done)
                .containsExactly(
                        "remember Tripping", "shift", "publish TRIPPED", "remember Tripped");
        FuseEvent event = mesh.events.getFirst();
        assertThat(event.down()).isEqualTo(down().evidence());
        assertThat(event.timing())
                .isEqualTo(new FuseEvent.Timing(NOW.minusSeconds(15), NOW, NOW, null));
    }

    @Test
    void that_nobody_is_sent_there_any_more_verifies_it() {
        mesh.readiness = CANARY_DOWN;
        actor.answer(down());

        actor.answer(Given.quiet("down/cart@1"));

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true", "2, false", "2, true", "3, false"})
    void a_crash_at_any_step_leaves_one_trip_after_another_input(int step, boolean afterIt) {
        mesh.readiness = CANARY_DOWN;
        mesh.crashAt(step, afterIt);
        try {
            actor.answer(down());
        } catch (FakeMesh.Crashed e) {
            // as a replica that is killed
        }
        mesh.crash = null;

        actor.answer(down());

        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(mesh.events)
                .isNotEmpty()
                .allMatch(event -> event.type() == FuseEvent.Type.TRIPPED)
                .allMatch(event -> event.episode().equals("down/cart@1"));
        assertThat(mesh.memory.trips()).isEqualTo(1);
    }

    @Test
    void a_canary_without_weight_is_left_alone_and_nothing_is_said() {
        Action action = decide(Given.weights(100, 0), FuseMemory.NEW, CANARY_DOWN);

        assertThat(action).isInstanceOf(Action.Nothing.class);
    }

    @Test
    void stable_that_is_down_too_keeps_its_canary() {
        Action action = decide(Given.weights(90, 10), FuseMemory.NEW, new Readiness(2, 0, 1, 0));

        assertThat(action)
                .isEqualTo(
                        new Action.Skip(
                                "stable has no pod that is ready to take the canary's traffic",
                                Action.Cause.NO_CAPACITY));
    }

    @Test
    void a_canary_that_is_ready_again_is_left_alone() {
        Action action = decide(Given.weights(90, 10), FuseMemory.NEW, new Readiness(2, 2, 1, 1));

        assertThat(action).isEqualTo(new Action.Nothing("a pod of the canary is ready again"));
    }

    @Test
    void what_is_not_known_for_certain_is_not_acted_on() {
        Action action =
                FuseDecision.decide(
                        down(),
                        Given.observed(
                                Mode.Enforce,
                                FuseMemory.NEW,
                                Given.weights(90, 10),
                                Shop.SPLIT,
                                null),
                        NOW);

        assertThat(action).isEqualTo(new Action.Skip("it is not known which pods are ready"));
    }

    @Test
    void what_is_old_or_of_another_canary_is_not_acted_on() {
        assertThat(
                        FuseDecision.decide(
                                down("c1", NOW.minusSeconds(11)), whileDown(FuseMemory.NEW), NOW))
                .isEqualTo(
                        new Action.Skip(
                                "what is known of the canary's pods is too old",
                                Action.Cause.STALE));
        assertThat(FuseDecision.decide(down("c2", NOW), whileDown(FuseMemory.NEW), NOW))
                .isEqualTo(
                        new Action.Skip(
                                "the canary that was down was replaced by another",
                                Action.Cause.REPLACED));
    }

    @Test
    void a_canary_that_never_had_pods_is_taken_out_as_one_that_runs_nothing() {
        FuseDecision.Observed observed =
                Given.observed(
                        Mode.Enforce,
                        FuseMemory.NEW,
                        Given.weights(90, 10),
                        new Split.Unresolved("the canary cart/v2 has no pods"),
                        new Readiness(2, 2, 0, 0));

        Action action = FuseDecision.decide(down("none", NOW), observed, NOW);

        assertThat(action)
                .isInstanceOfSatisfying(
                        Action.Trip.class,
                        trip -> assertThat(trip.trip().canaryIdentity()).isEqualTo("none"));
    }

    @Test
    void a_fuse_that_observes_says_what_it_would_do() {
        Action action =
                FuseDecision.decide(
                        down(),
                        Given.observed(
                                Mode.Observe,
                                FuseMemory.NEW,
                                Given.weights(90, 10),
                                Shop.SPLIT,
                                CANARY_DOWN),
                        NOW);

        assertThat(action)
                .isInstanceOf(Action.Propose.class)
                .extracting(Action::reason)
                .asString()
                .startsWith("Would take the canary out of ");
    }

    @Test
    void cooldown_and_the_most_trips_hold_here_too() {
        assertThat(FuseDecision.decide(down(), whileDown(Given.contested(1)), NOW).reason())
                .contains("its cooldown");
        assertThat(
                        FuseDecision.decide(
                                        down("c1", NOW.plus(Duration.ofHours(1))),
                                        whileDown(Given.leftAlone(3)),
                                        NOW.plus(Duration.ofHours(1)))
                                .reason())
                .contains("it has tripped 3 times on this canary");
    }

    private static Action decide(FakeTarget target, FuseMemory memory, Readiness readiness) {
        return FuseDecision.decide(
                down(), Given.observed(Mode.Enforce, memory, target, Shop.SPLIT, readiness), NOW);
    }

    private static FuseDecision.Observed whileDown(FuseMemory memory) {
        return Given.observed(Mode.Enforce, memory, Given.weights(90, 10), Shop.SPLIT, CANARY_DOWN);
    }
}
