package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseHold;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.WeightPlan;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.zjsonpatch.JsonDiff;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A fuse at work on an API server. */
class ClusterMeshTest extends OnCluster {
    @Test
    void a_trip_changes_the_two_weights_and_nothing_else() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        JsonNode before = spec();

        actor.answer(burns());

        assertThat(JsonDiff.asJson(before, spec()))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"op\":\"replace\",\"path\":\"/http/1/route/0/weight\",\"value\":100}",
                        "{\"op\":\"replace\",\"path\":\"/http/1/route/1/weight\",\"value\":0}");
    }

    @Test
    void the_patch_tests_all_that_it_relies_on() throws Exception {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        actor.answer(burns());

        JsonNode patch = MAPPER.readTree(shifts().getFirst().body());
        assertThat(patch.findValuesAsText("op"))
                .containsExactly(
                        "test", "test", "test", "test", "test", "test", "test", "test", "add",
                        "add");
        assertThat(patch.findValuesAsText("path"))
                .containsExactly(
                        "/metadata/uid",
                        "/metadata/resourceVersion",
                        "/spec/http/1/route/0/destination/host",
                        "/spec/http/1/route/0/destination/subset",
                        "/spec/http/1/route/0/weight",
                        "/spec/http/1/route/1/destination/host",
                        "/spec/http/1/route/1/destination/subset",
                        "/spec/http/1/route/1/weight",
                        "/spec/http/1/route/0/weight",
                        "/spec/http/1/route/1/weight");
    }

    @Test
    void an_omitted_weight_of_stable_is_written() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE.replace("weight: 90, ", ""));

        actor.answer(burns());

        assertThat(weights()).containsExactly(10, 0);
    }

    @Test
    void a_weight_that_somebody_changed_in_between_is_left_alone() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        kubernetes.apply(VIRTUAL_SERVICE.replace("weight: 90", "weight: 80").replace("10}", "20}"));

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);

        assertThat(weights()).containsExactly(80, 20);
    }

    @Test
    void an_object_that_somebody_changed_elsewhere_in_between_is_left_alone() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        kubernetes.apply(VIRTUAL_SERVICE.replace("timeout: 3s", "timeout: 4s"));

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);

        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void an_object_that_was_deleted_in_between_is_a_conflict() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        object("networking.istio.io/v1", "VirtualService").delete();

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);
    }

    @Test
    void a_fuse_that_somebody_changed_in_between_does_not_take_the_intent() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        kubernetes.apply(CartCluster.FUSE + "  mode: Observe\n");

        assertThatThrownBy(() -> session.remember(FuseMemory.NEW.answered("e1")))
                .isInstanceOf(MeshException.Conflict.class);
    }

    @Test
    void what_a_fuse_remembers_is_written_beside_the_status_of_others() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        object("meshfuse.dev/v1alpha1", "Fuse")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"tracks\": \"canonical revision\"}}");

        mesh.open(Shop.CART).remember(FuseMemory.NEW.answered("e1"));

        assertThat(object("meshfuse.dev/v1alpha1", "Fuse").get().getAdditionalProperties())
                .extracting("status")
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("tracks", "canonical revision")
                .containsEntry("lastAnswer", "e1")
                .containsEntry("phase", "Armed");
    }

    static Stream<FuseMemory> memories() {
        FusePhase.Trip trip =
                new FusePhase.Trip(
                        "e1",
                        "c1",
                        NAME,
                        "uid-1",
                        NOW.minusMillis(2500),
                        NOW.minusNanos(1),
                        List.of(new FuseEvent.WeightChange("/w", "cart/v2", 10, 0)));
        FuseMemory tripping = FuseMemory.NEW.in(new FusePhase.Tripping(trip));
        FuseMemory tripped = tripping.tripped(trip, NOW);
        FuseEvent.Timing timing =
                new FuseEvent.Timing(trip.firstBadAt(), trip.decidedAt(), NOW, NOW.plusSeconds(2));
        return Stream.of(
                FuseMemory.NEW,
                FuseMemory.NEW.answered("SKIPPED e1"),
                tripping,
                tripped,
                tripped.answered("SKIPPED e2"),
                tripped.in(new FusePhase.Verified(trip, timing)),
                FuseMemory.NEW
                        .answered("SKIPPED e1")
                        .answered("PROPOSED e2")
                        .holding(
                                new FuseHold("d1", "uid-1", List.of(), 0, true)
                                        .joinedBy("d2")
                                        .joinedBy("d3")
                                        .said("d3")),
                FuseMemory.NEW.holding(
                        new FuseHold(
                                "d1",
                                "uid-1",
                                List.of(
                                        new FuseEvent.WeightChange("/w", "cart/v2", 10, 10),
                                        new FuseEvent.WeightChange(
                                                "/m", "mirror to cart/v2", 1, 0, "{\"a\":1}")),
                                2,
                                true)));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void what_a_fuse_remembers_is_read_back_as_it_was(FuseMemory memory) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        mesh.open(Shop.CART).remember(memory);

        assertThat(mesh.open(Shop.CART).observed().memory()).isEqualTo(memory);
    }

    @Test
    void a_status_that_knows_of_one_answer_and_one_doubt_only_is_read() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        object("meshfuse.dev/v1alpha1", "Fuse")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        """
                        {"status": {"phase": "Armed", "trips": 0, "lastAnswer": "SKIPPED e1", "hold":
                         {"episode": "d1", "targetUid": "uid-1", "recorded": [], "putBack": 1, "announced": true}}}
                        """);

        FuseMemory memory = mesh.open(Shop.CART).observed().memory();

        assertThat(memory)
                .isEqualTo(
                        FuseMemory.NEW
                                .answered("SKIPPED e1")
                                .holding(new FuseHold("d1", "uid-1", List.of(), 1, true)));
    }

    @Test
    void what_a_fuse_remembered_before_does_not_show_through() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        memories().toList().reversed().forEach(session::remember);

        FuseMemory memory = mesh.open(Shop.CART).observed().memory();

        assertThat(memory).isEqualTo(FuseMemory.NEW);
    }
}
