package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.burns;
import static dev.meshfuse.fuse.Given.contested;
import static dev.meshfuse.fuse.Given.flows;
import static dev.meshfuse.fuse.Given.ineffective;
import static dev.meshfuse.fuse.Given.leftAlone;
import static dev.meshfuse.fuse.Given.moved;
import static dev.meshfuse.fuse.Given.quiet;
import static dev.meshfuse.fuse.Given.tripped;
import static dev.meshfuse.fuse.Given.tripping;
import static dev.meshfuse.fuse.Given.verified;
import static dev.meshfuse.fuse.Given.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Split;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a canary that was taken out of traffic. */
class AfterTripTest {
    private final FakeMesh mesh = new FakeMesh();
    private Instant now = NOW;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final FuseActor actor = new FuseActor(mesh, mesh, clock);

    @Test
    void callers_that_go_on_are_given_half_a_minute() {
        given(tripped(1), 100, 0);
        now = NOW.plusMillis(29_999);

        assertThat(actor.answer(flows(now)))
                .isEqualTo(new Action.Nothing("callers still have time to stop"));
    }

    @Test
    void callers_that_go_on_longer_make_it_ineffective_and_somebody_is_called() {
        given(tripped(1), 100, 0);
        now = NOW.plusSeconds(31);

        actor.answer(flows(now));

        assertThat(mesh.events)
                .extracting(
                        FuseEvent::type,
                        FuseEvent::episode,
                        FuseEvent::severity,
                        FuseEvent::summary)
                .containsExactly(
                        tuple(
                                FuseEvent.Type.FAILED,
                                "e1/ineffective",
                                "page",
                                "The weights were written 31 s ago, and callers still send 3.3 requests/s to the canary:"
                                        + " web-1 3.0/s, web-2 0.3/s."));
        assertThat(mesh.memory.phase().word()).isEqualTo("Ineffective");
    }

    @Test
    void requests_that_leave_by_a_route_no_fuse_touches_are_named_and_call_nobody() {
        given(tripped(1), 100, 0);
        mesh.target = new FakeTarget(100, 0, List.of("Route testers leads to the canary."));
        now = NOW.plusSeconds(31);

        actor.answer(flows(now));

        assertThat(mesh.events.getFirst().severity()).isNull();
        assertThat(mesh.events.getFirst().summary())
                .endsWith("Part of that was to be: Route testers leads to the canary.");
    }

    @Test
    void the_last_request_must_have_come_after_that_time_too() {
        given(tripped(1), 100, 0);
        now = NOW.plusSeconds(33);

        assertThat(actor.answer(flows(NOW.plusSeconds(30)))).isInstanceOf(Action.Nothing.class);
    }

    @Test
    void ineffective_is_said_once_and_verified_when_callers_stop_after_all() {
        given(tripped(1), 100, 0);
        now = NOW.plusSeconds(31);
        actor.answer(flows(now));
        now = NOW.plusSeconds(36);
        actor.answer(flows(now));
        actor.answer(quiet("e1"));

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.FAILED, FuseEvent.Type.VERIFIED);
        assertThat(mesh.memory.phase().word()).isEqualTo("Verified");
    }

    @Test
    void requests_say_nothing_of_another_trip() {
        given(verified(1), 100, 0);
        now = NOW.plusSeconds(31);

        assertThat(actor.answer(flows(now)))
                .isEqualTo(new Action.Nothing("no proof is awaited of that trip"));
    }

    @Test
    void a_canary_that_gets_its_weight_back_is_contested_without_new_evidence() {
        given(verified(1), 90, 10);
        now = NOW.plusSeconds(20);

        actor.answer(moved());
        actor.answer(moved());

        assertThat(mesh.events)
                .extracting(
                        FuseEvent::type,
                        FuseEvent::episode,
                        FuseEvent::sequence,
                        FuseEvent::severity)
                .containsExactly(tuple(FuseEvent.Type.CONTESTED, "e1", 9, null));
        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.Contested.class);
        assertThat(mesh.target).isEqualTo(weights(90, 10));
    }

    @Test
    void a_canary_that_burns_again_is_contested_first_and_taken_out_after_the_cooldown() {
        given(verified(1), 90, 10);
        now = NOW.plusSeconds(599);
        actor.answer(burns("e2", "c1", now, false));
        now = NOW.plusSeconds(600);
        actor.answer(burns("e2", "c1", now, false));

        assertThat(mesh.events)
                .extracting(FuseEvent::type, FuseEvent::cause)
                .containsExactly(
                        tuple(FuseEvent.Type.CONTESTED, null),
                        tuple(FuseEvent.Type.SKIPPED, "cooldown"),
                        tuple(FuseEvent.Type.TRIPPED, null));
        assertThat(mesh.target).isEqualTo(weights(100, 0));
        assertThat(mesh.memory.trips()).isEqualTo(2);
    }

    @Test
    void a_canary_that_was_taken_out_as_often_as_allowed_is_left_alone_and_somebody_is_called() {
        given(verified(3), 90, 10);
        now = NOW.plusSeconds(700);

        actor.answer(burns("e4", "c1", now, false));
        actor.answer(burns("e4", "c1", now, false));

        assertThat(mesh.events)
                .extracting(FuseEvent::type, FuseEvent::severity, FuseEvent::cause)
                .containsExactly(
                        tuple(FuseEvent.Type.CONTESTED, "page", null),
                        tuple(FuseEvent.Type.SKIPPED, null, "max-trips"));
        assertThat(mesh.events.getFirst().summary())
                .isEqualTo(
                        "Somebody gave the canary its weight back. It was taken out 3 times, as often as the policy"
                                + " allows, and is left alone now.");
        assertThat(mesh.memory.phase()).isInstanceOf(FusePhase.LeftAlone.class);
        assertThat(mesh.target).isEqualTo(weights(90, 10));
    }

    @Test
    void weight_that_comes_back_while_the_proof_is_awaited_is_contested_not_ineffective() {
        given(tripped(1), 90, 10);
        now = NOW.plusSeconds(31);

        actor.answer(flows(now));

        assertThat(mesh.events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.CONTESTED);
    }

    @Test
    void another_canary_arms_the_fuse_again_from_any_phase() {
        for (FuseMemory memory :
                List.of(
                        tripping(),
                        tripped(1),
                        verified(1),
                        ineffective(),
                        contested(1),
                        leftAlone(3))) {
            given(memory, 90, 10);
            mesh.canary = "c2";

            actor.answer(moved());

            assertThat(mesh.memory.phase()).isEqualTo(new FusePhase.Armed());
            assertThat(mesh.memory.trips()).isZero();
            assertThat(mesh.events)
                    .extracting(FuseEvent::type, FuseEvent::summary)
                    .containsExactly(
                            tuple(
                                    FuseEvent.Type.RESET,
                                    "Another canary has come, c2 after c1; it is judged by evidence of its own."));
            mesh.events.clear();
        }
    }

    @Test
    void another_canary_is_taken_out_on_its_own_evidence_without_being_contested() {
        given(leftAlone(3), 90, 10);
        mesh.canary = "c2";

        actor.answer(burns("e9", "c2", NOW, false));

        assertThat(mesh.events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
        assertThat(mesh.memory.trips()).isEqualTo(1);
    }

    @Test
    void an_intent_whose_weights_are_in_place_is_told_when_the_target_is_looked_at() {
        given(tripping(), 100, 0);

        actor.answer(moved());

        assertThat(mesh.events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
        assertThat(mesh.done).doesNotContain("shift");
    }

    @Test
    void a_look_finds_what_must_be_told_and_nothing_else() {
        Map<FuseMemory, Integer> weightOfCanary =
                Map.of(
                        FuseMemory.NEW,
                        10,
                        tripping(),
                        10,
                        tripped(1),
                        0,
                        verified(1),
                        0,
                        contested(1),
                        10,
                        leftAlone(3),
                        10);
        weightOfCanary.forEach((memory, weight) -> {
            given(memory, 100 - weight, weight);
            assertThat(FuseDecision.missed(mesh.open(Shop.CART).observed(), NOW))
                    .as(memory.phase().word())
                    .isEmpty();
        });

        given(verified(1), 90, 10);
        assertThat(FuseDecision.missed(mesh.open(Shop.CART).observed(), moved().at()))
                .contains(moved());
    }

    @Test
    void sides_that_are_not_told_apart_any_more_say_nothing_of_the_canary() {
        FuseDecision.Observed observed =
                Given.observed(
                        Mode.Enforce,
                        verified(1),
                        weights(90, 10),
                        new Split.Unresolved("no pods"));

        assertThat(FuseDecision.missed(observed, NOW)).isEmpty();
    }

    private void given(FuseMemory memory, int stable, int canary) {
        mesh.memory = memory;
        mesh.target = weights(stable, canary);
        mesh.canary = "c1";
    }
}
