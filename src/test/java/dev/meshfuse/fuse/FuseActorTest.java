package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.burns;
import static dev.meshfuse.fuse.Given.quiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.event.FuseInput;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseActorTest {
    private final FakeMesh mesh = new FakeMesh();
    private final FuseActor actor =
            new FuseActor(mesh, mesh, Clock.fixed(NOW.plusMillis(300), ZoneOffset.UTC));

    @Test
    void the_intent_comes_before_the_weights_and_the_event_before_the_memory_of_it() {
        actor.answer(burns());

        assertThat(mesh.done)
                .containsExactly(
                        "remember Tripping", "shift", "publish TRIPPED", "remember Tripped");
    }

    @Test
    void a_trip_says_what_was_changed_when_and_on_what_evidence() {
        actor.answer(burns());

        FuseEvent said = mesh.events.getFirst();
        assertThat(said)
                .extracting(
                        FuseEvent::episode,
                        FuseEvent::sequence,
                        FuseEvent::target,
                        FuseEvent::changes,
                        FuseEvent::timing,
                        FuseEvent::evidence)
                .containsExactly(
                        "e1",
                        4,
                        Given.NAME,
                        Given.trip("e1", "c1").recorded(),
                        new Timing(NOW.minusSeconds(2), NOW, NOW.plusMillis(300), null),
                        burns().evidence());
    }

    @Test
    void a_canary_that_cannot_be_judged_is_said_once_and_left_alone() {
        actor.answer(Given.unseen());
        actor.answer(Given.unseen());

        assertThat(mesh.events)
                .extracting(FuseEvent::type, FuseEvent::episode, FuseEvent::summary)
                .containsExactly(tuple(FuseEvent.Type.BLIND, "blind/cart@1", "Half is down."));
        assertThat(mesh.done).doesNotContain("shift");
    }

    @Test
    void a_trip_that_could_not_be_announced_is_announced_when_the_canary_is_quiet() {
        mesh.crashAt(2, false); // the weights are written, the event is not taken
        assertThatThrownBy(() -> actor.answer(burns())).isInstanceOf(FakeMesh.Crashed.class);
        mesh.crash = null;

        actor.answer(Given.quiet("e1"));

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "0, true",
        "1, false",
        "1, true",
        "2, false",
        "2, true",
        "3, false",
        "3, true",
    })
    void a_crash_at_any_step_leaves_one_trip_and_one_event_after_another_call(
            int step, boolean afterIt) {
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(burns())).isInstanceOf(FakeMesh.Crashed.class);

        mesh.crash = null;
        actor.answer(burns());

        assertThat(mesh.target).isEqualTo(Given.weights(100, 0));
        assertThat(mesh.done.stream().filter("shift"::equals)).hasSize(1);
        assertThat(mesh.events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(id(event)).isEqualTo("TRIPPED e1#4"));
        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.Tripped.class);
        assertThat(mesh.memory.trips()).isEqualTo(1);
    }

    @Test
    void a_trip_that_another_episode_finds_unfinished_is_told_under_the_episode_it_was_begun_for() {
        mesh.crashAt(2, false);
        assertThatThrownBy(() -> actor.answer(burns())).isInstanceOf(FakeMesh.Crashed.class);

        mesh.crash = null;
        actor.answer(burns("e2", "c1", NOW, false));

        assertThat(mesh.events).extracting(FuseActorTest::id).containsExactly("TRIPPED e1#4");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void a_crash_while_verifying_leaves_one_event_after_another_call(int step, boolean afterIt) {
        actor.answer(burns());
        mesh.events.clear();
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(quiet("e1"))).isInstanceOf(FakeMesh.Crashed.class);

        mesh.crash = null;
        actor.answer(quiet("e1"));

        assertThat(mesh.events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(id(event)).isEqualTo("VERIFIED e1#5"));
        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.Verified.class);
    }

    @Test
    void an_input_that_was_answered_may_come_again() {
        actor.answer(burns());
        actor.answer(burns());
        actor.answer(quiet("e1"));
        actor.answer(quiet("e1"));
        actor.answer(burns());

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.VERIFIED);
    }

    @Test
    void a_skip_is_said_once_an_episode() {
        FuseInput first = burns("e1", "c1", NOW, true);
        actor.answer(first);
        actor.answer(first);
        actor.answer(burns("e2", "c1", NOW, true));

        assertThat(mesh.events)
                .extracting(FuseActorTest::id)
                .containsExactly("SKIPPED e1#1", "SKIPPED e2#1");
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    @Test
    void a_proposal_is_said_once_an_episode_and_changes_no_weight() {
        mesh.mode = Mode.Observe;

        actor.answer(burns());
        actor.answer(burns());

        assertThat(mesh.done).containsExactly("publish PROPOSED", "remember Armed");
        assertThat(mesh.events.getFirst().changes()).hasSize(2);
        assertThat(mesh.target).isEqualTo(Given.weights(90, 10));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void a_crash_while_answering_loses_no_answer(int step, boolean afterIt) {
        mesh.mode = Mode.Observe;
        mesh.crashAt(step, afterIt);
        assertThatThrownBy(() -> actor.answer(burns())).isInstanceOf(FakeMesh.Crashed.class);

        mesh.crash = null;
        actor.answer(burns());

        assertThat(mesh.events)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(id(event)).isEqualTo("PROPOSED e1#2"));
    }

    @Test
    void an_input_that_could_not_be_answered_is_told_with_the_reason() {
        actor.failed(burns(), "the API server did not answer");

        assertThat(mesh.events)
                .extracting(FuseActorTest::id, FuseEvent::summary)
                .containsExactly(tuple("FAILED e1#3", "the API server did not answer"));
    }

    private static String id(FuseEvent event) {
        return event.type() + " " + event.episode() + "#" + event.sequence();
    }
}
