package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseDecision;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.WeightPlan;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import io.fabric8.zjsonpatch.JsonDiff;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in the middle of a trip: one effective patch, no other field, an event. */
class TripFaultsTest extends OnCluster {
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private @Nullable Runnable beforeShift;
    private @Nullable Runnable afterShift;

    /** A replica that something happens to in the middle of a trip. */
    private final FuseActor troubled = actor(this::troubled, CLOCK);

    @BeforeEach
    void begin() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
    }

    @Test
    void an_object_that_is_deleted_between_decision_and_action_is_said_to_be_gone() {
        beforeShift = () -> object("networking.istio.io/v1", "VirtualService").delete();

        assertThatThrownBy(() -> troubled.answer(burns()))
                .isInstanceOf(MeshException.Conflict.class);
        troubled.answer(burns());

        assertThat(events)
                .extracting(FuseEvent::type, FuseEvent::summary)
                .containsExactly(tuple(FuseEvent.Type.SKIPPED, NAME + " does not exist"));
    }

    @Test
    void an_object_that_is_replaced_by_one_with_other_routes_is_looked_at_anew() {
        String other = VIRTUAL_SERVICE.replace("name: health", "name: other").replace("v2", "v3");
        beforeShift =
                () -> {
                    object("networking.istio.io/v1", "VirtualService").delete();
                    kubernetes.create(other);
                };

        assertThatThrownBy(() -> troubled.answer(burns()))
                .isInstanceOf(MeshException.Conflict.class);
        JsonNode before = spec();
        troubled.answer(burns());

        assertThat(spec()).isEqualTo(before);
        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.SKIPPED);
    }

    @Test
    void weights_that_somebody_moves_in_between_are_taken_as_they_are_then() {
        beforeShift =
                () ->
                        kubernetes.apply(
                                VIRTUAL_SERVICE
                                        .replace("weight: 90", "weight: 70")
                                        .replace("weight: 10", "weight: 30"));

        assertThatThrownBy(() -> troubled.answer(burns()))
                .isInstanceOf(MeshException.Conflict.class);
        troubled.answer(burns());

        assertThat(weights()).containsExactly(100, 0);
        assertThat(events)
                .singleElement()
                .extracting(event -> event.changes().getLast().before())
                .isEqualTo(30);
    }

    @Test
    void a_webhook_that_rejects_the_patch_is_quoted_and_nothing_is_changed() {
        JsonNode before = spec();
        kubernetes
                .faults()
                .always(OnCluster::isShift, Fault.denied("weights are frozen until Monday"));

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Refused.class)
                .hasMessageContaining(
                        "admission webhook \"guard.example.com\" denied the request: weights are frozen until Monday");

        assertThat(spec()).isEqualTo(before);
        kubernetes.faults().clear();
        actor.answer(burns());
        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
    }

    @Test
    void a_former_owner_that_wakes_up_with_its_patch_in_hand_changes_nothing() {
        FuseActor successor = actor(mesh(Mode.Enforce), CLOCK);
        beforeShift =
                () -> {
                    successor.answer(burns());
                    successor.answer(quiet());
                };

        assertThatThrownBy(() -> troubled.answer(burns()))
                .isInstanceOf(MeshException.Conflict.class);
        Action afterwards = troubled.answer(burns());

        assertThat(afterwards).isInstanceOf(Action.Nothing.class);
        assertThat(applied()).isEqualTo(1);
        assertThat(events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.VERIFIED);
        assertThat(mesh.open(Shop.CART).observed().memory().phase().word()).isEqualTo("Verified");
    }

    @Test
    void a_former_owner_that_wakes_up_before_it_has_written_its_intent_changes_nothing() {
        FuseActor.Session former = mesh.open(Shop.CART);
        actor(mesh(Mode.Enforce), CLOCK).answer(burns());
        FuseActor stale = actor(fuse -> former, CLOCK);

        assertThatThrownBy(() -> stale.answer(burns())).isInstanceOf(MeshException.Conflict.class);

        assertThat(applied()).isEqualTo(1);
        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
    }

    @Test
    void a_fuse_whose_definition_is_changed_at_that_moment_does_not_act_on_the_old_one() {
        FuseActor.Session former = mesh.open(Shop.CART);
        kubernetes.apply(CartCluster.FUSE + "  mode: Observe\n");

        assertThatThrownBy(() -> actor(fuse -> former, CLOCK).answer(burns()))
                .isInstanceOf(MeshException.Conflict.class);

        assertThat(weights()).containsExactly(90, 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_program_that_is_killed_around_its_patch_leaves_one_patch_and_one_event(boolean afterIt) {
        JsonNode before = spec();
        Runnable kill =
                () -> {
                    throw new Killed();
                };
        if (afterIt) {
            afterShift = kill;
        } else {
            beforeShift = kill;
        }
        assertThatThrownBy(() -> troubled.answer(burns())).isInstanceOf(Killed.class);

        actor(mesh(Mode.Enforce), CLOCK).answer(burns());

        assertThat(applied()).isEqualTo(1);
        assertThat(JsonDiff.asJson(before, spec()).findValuesAsText("path"))
                .containsExactly("/http/1/route/0/weight", "/http/1/route/1/weight");
        assertThat(events)
                .extracting(FuseEvent::type, FuseEvent::episode)
                .containsExactly(tuple(FuseEvent.Type.TRIPPED, "e1"));
    }

    @Test
    void a_successor_that_gets_no_more_evidence_finds_the_finished_patch_by_looking() {
        afterShift =
                () -> {
                    throw new Killed();
                };
        assertThatThrownBy(() -> troubled.answer(burns())).isInstanceOf(Killed.class);

        FuseInput found = FuseDecision.missed(mesh.open(Shop.CART).observed(), NOW).orElseThrow();
        actor.answer(found);

        assertThat(applied()).isEqualTo(1);
        assertThat(events)
                .extracting(FuseEvent::type, FuseEvent::episode)
                .containsExactly(tuple(FuseEvent.Type.TRIPPED, "e1"));
    }

    @Test
    void a_successor_knows_since_when_the_proof_is_awaited() {
        actor.answer(burns());
        FuseInput flows =
                new FuseInput.CanaryFlows(
                        Shop.CART,
                        "e1",
                        NOW.plusSeconds(31),
                        2,
                        List.of("web-1 2.0/s"),
                        NOW.plusSeconds(31));

        actor(mesh(Mode.Enforce), Clock.fixed(NOW.plusSeconds(31), CLOCK.getZone())).answer(flows);

        assertThat(events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.FAILED);
        assertThat(mesh.open(Shop.CART).observed().memory().phase().word())
                .isEqualTo("Ineffective");
    }

    @Test
    void weight_that_somebody_gives_back_is_found_by_looking() {
        actor.answer(burns());
        kubernetes.apply(VIRTUAL_SERVICE);

        FuseInput found = FuseDecision.missed(mesh.open(Shop.CART).observed(), NOW).orElseThrow();
        actor.answer(found);

        assertThat(events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.CONTESTED);
        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void inputs_that_come_twice_or_late_do_nothing_twice() {
        actor.answer(burns());
        actor.answer(burns());
        actor.answer(quiet());
        actor.answer(quiet());
        Clock late = Clock.fixed(NOW.plusSeconds(60), CLOCK.getZone());
        actor(mesh(Mode.Enforce), late).answer(burns());

        assertThat(applied()).isEqualTo(1);
        assertThat(events)
                .extracting(FuseEvent::type)
                .containsExactly(FuseEvent.Type.TRIPPED, FuseEvent.Type.VERIFIED);
    }

    private FuseActor actor(FuseActor.Mesh on, Clock clock) {
        return new FuseActor(on, (event, next) -> events.add(event), clock);
    }

    private static FuseInput quiet() {
        return new FuseInput.CanaryQuiet(Shop.CART, "e1", NOW.plusSeconds(5), NOW.plusSeconds(2));
    }

    /** How many times the object was changed. */
    private long applied() {
        return object("networking.istio.io/v1", "VirtualService")
                        .get()
                        .getMetadata()
                        .getGeneration()
                - 1;
    }

    private FuseActor.Session troubled(ResourceId fuse) {
        FuseActor.Session session = mesh.open(fuse);
        return new FuseActor.Session() {
            @Override
            public FuseDecision.Observed observed() {
                return session.observed();
            }

            @Override
            public void remember(FuseMemory memory) {
                session.remember(memory);
            }

            @Override
            public void shift(WeightPlan plan) {
                Runnable before = beforeShift;
                Runnable after = afterShift;
                beforeShift = null;
                afterShift = null;
                if (before != null) {
                    before.run();
                }
                session.shift(plan);
                if (after != null) {
                    after.run();
                }
            }
        };
    }
}
