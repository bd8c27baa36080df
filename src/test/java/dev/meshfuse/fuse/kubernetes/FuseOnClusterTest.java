package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fuse acts on a cluster that is slow, contested, or not what the fuse expects. */
class FuseOnClusterTest extends OnCluster {
    @Test
    void a_storm_of_conflicts_ends_in_one_trip() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(3, OnCluster::isShift, Fault.status(409));

        Action last = answerUntilDone();

        assertThat(last).isInstanceOf(Action.Trip.class);
        assertThat(weights()).containsExactly(100, 0);
        assertThat(shifts()).hasSize(4);
        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
    }

    @Test
    void a_canary_without_a_ready_pod_is_taken_out_and_the_event_says_what_was_seen_of_its_pods() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor onPods =
                new FuseActor(
                        meshOf(new Readiness(2, 2, 1, 0)),
                        (event, next) -> events.add(event),
                        CLOCK);
        DownEvidence evidence =
                new DownEvidence(NOW.minusSeconds(15), 2, 1, 30, NOW, "None is ready.");
        FuseInput down = new FuseInput.CanaryDown(Shop.CART, "down/1", NOW, "c1", evidence);

        Action first = onPods.answer(down);
        Action again = onPods.answer(down);

        assertThat(first).isInstanceOf(Action.Trip.class);
        assertThat(again).isInstanceOf(Action.Nothing.class);
        assertThat(weights()).containsExactly(100, 0);
        assertThat(shifts()).hasSize(1);
        assertThat(events)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo(FuseEvent.Type.TRIPPED);
                    assertThat(event.summary())
                            .isEqualTo("Took the canary out of " + NAME + ": None is ready.");
                    assertThat(event.down()).isEqualTo(evidence);
                    assertThat(event.evidence()).isNull();
                });
    }

    @Test
    void a_connection_that_is_cut_after_the_patch_was_applied_ends_in_one_trip() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, OnCluster::isShift, Fault.closeConnectionAfterApplying());
        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class);

        Action next = actor.answer(burns());

        assertThat(next).isInstanceOf(Action.Complete.class);
        assertThat(shifts()).hasSize(1);
        assertThat(weights()).containsExactly(100, 0);
        assertThat(events)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo(FuseEvent.Type.TRIPPED);
                    assertThat(event.episode()).isEqualTo("e1");
                    assertThat(event.changes())
                            .extracting(FuseEvent.WeightChange::after)
                            .containsExactly(100, 0);
                });
    }

    @Test
    void an_intent_whose_answer_got_lost_is_written_anew() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .next(
                        1,
                        request -> request.is("PATCH", "/fuses/cart/status"),
                        Fault.closeConnectionAfterApplying());
        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class);

        Action next = actor.answer(burns());

        assertThat(next).isInstanceOf(Action.Trip.class);
        assertThat(weights()).containsExactly(100, 0);
        assertThat(mesh.open(Shop.CART).observed().memory().trips()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void a_server_that_asks_for_patience_is_unavailable(int status) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .next(1, OnCluster::isShift, Fault.status(status, Duration.ofSeconds(1)));

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class)
                .hasMessageStartingWith("cannot write the weights of " + NAME + ": ");
    }

    @Test
    void a_server_that_says_when_to_come_again_is_believed() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, OnCluster::isShift, Fault.status(429, Duration.ofSeconds(2)));
        kubernetes.faults().next(1, OnCluster::isShift, Fault.status(429, Duration.ofSeconds(3)));

        assertThatThrownBy(() -> actor.answer(burns()))
                .asInstanceOf(InstanceOfAssertFactories.type(MeshException.Unavailable.class))
                .extracting(MeshException.Unavailable::retryAfter)
                .isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Busy.class)
                .hasMessageEndingWith("it asks to be left alone for 3 s");
    }

    @Test
    void a_server_that_cannot_be_reached_is_unavailable() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, request -> true, Fault.closeConnection());

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class)
                .hasMessageStartingWith("cannot read fuse shop/cart: ");
    }

    @Test
    void a_server_that_forbids_it_refuses() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, OnCluster::isShift, Fault.status(403));

        assertThatThrownBy(() -> actor.answer(burns())).isInstanceOf(MeshException.Refused.class);
        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void a_fuse_that_is_defined_no_more_is_refused() {
        assertThatThrownBy(() -> mesh.open(Shop.id("gone")))
                .isInstanceOf(MeshException.Refused.class)
                .hasMessage("fuse shop/gone is not defined any more");
    }

    @Test
    void a_virtual_service_that_does_not_exist_is_said_so() {
        kubernetes.create(CartCluster.FUSE);

        assertThat(target())
                .isEqualTo(new TargetView.Unusable(NAME, "NotFound", NAME + " does not exist"));
    }

    @Test
    void a_virtual_service_that_does_not_split_is_said_so() {
        kubernetes.create(
                CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE.replace("subset: v2", "subset: v3"));

        assertThat(target())
                .isEqualTo(
                        new TargetView.Unusable(
                                NAME,
                                "NoSplit",
                                "no route of " + NAME + " splits between cart/v1 and cart/v2",
                                Ownership.NOBODY));
    }

    @Test
    void a_target_that_cannot_be_used_is_answered_once_with_the_reason() {
        kubernetes.create(CartCluster.FUSE);

        actor.answer(burns());
        actor.answer(burns());

        assertThat(events)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo(FuseEvent.Type.SKIPPED);
                    assertThat(event.summary()).isEqualTo(NAME + " does not exist");
                });
    }

    @Test
    void a_fuse_without_an_object_in_the_cluster_only_proposes_and_does_so_once() {
        kubernetes.create(VIRTUAL_SERVICE);

        actor.answer(burns());
        actor.answer(burns());

        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.PROPOSED);
        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void the_setting_to_observe_binds_every_fuse() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        Mode mode = mesh(Mode.Observe).open(Shop.CART).observed().mode();

        assertThat(mode).isEqualTo(Mode.Observe);
    }
}
