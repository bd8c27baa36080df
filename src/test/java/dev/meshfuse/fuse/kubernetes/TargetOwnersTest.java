package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who writes a target, and what stands in the way of finding out. */
class TargetOwnersTest extends OnCluster {
    @ParameterizedTest
    @CsvSource({"flagger, Flagger", "rollouts-controller, Argo Rollouts"})
    void routes_that_a_controller_wrote_are_left_to_it_even_if_nothing_says_for_what(
            String manager, String program) {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        writtenBy(manager);

        assertThat(target())
                .isInstanceOf(TargetView.Unusable.class)
                .extracting(view -> ((TargetView.Unusable) view).reason())
                .isEqualTo(
                        "the routes of "
                                + NAME
                                + " were written by "
                                + program
                                + ", but nothing in namespace shop says for what; name that as the fuse's target, or write the routes anew if it is there no more");
    }

    @Test
    void routes_that_people_wrote_are_acted_on() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        writtenBy("kubectl-edit");

        assertThat(target()).isInstanceOf(RouteTarget.class);
    }

    private void writtenBy(String manager) {
        PatchContext how =
                new PatchContext.Builder()
                        .withPatchType(PatchType.JSON)
                        .withFieldManager(manager)
                        .build();
        object("networking.istio.io/v1", "VirtualService")
                .patch(
                        how,
                        "[{\"op\":\"replace\",\"path\":\"/spec/http/1/route/1/weight\",\"value\":11}]");
    }

    @Test
    void a_change_names_this_program_as_the_one_who_made_it() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        actor.answer(burns());

        assertThat(
                        object("networking.istio.io/v1", "VirtualService")
                                .get()
                                .getMetadata()
                                .getManagedFields())
                .anyMatch(entry -> entry.getManager().equals(TargetObjects.FIELD_MANAGER));
    }

    @Test
    void a_kind_that_is_served_in_no_known_version_is_said_so() {
        kubernetes.create(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: virtualservices.networking.istio.io}
                spec:
                  group: networking.istio.io
                  scope: Namespaced
                  names: {plural: virtualservices, kind: VirtualService}
                  versions: [{name: v9, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """);
        kubernetes.create(CartCluster.FUSE);

        assertThat(target())
                .isEqualTo(
                        new TargetView.Unusable(
                                NAME,
                                "NotServed",
                                "the API server has no kind VirtualService of group networking.istio.io in a version that is known here (v1, v1beta1, v1alpha3)"));
    }

    @Test
    void a_permission_that_is_missing_is_named_in_the_status() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes
                .faults()
                .next(1, request -> request.is("GET", "/virtualservices/cart"), Fault.status(403));

        try (TargetReporter reporter =
                new TargetReporter(
                        account,
                        () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                        Mode.Enforce,
                        new Rights(account, Clock.systemUTC()),
                        MAPPER,
                        Clock.systemUTC(),
                        fuse -> {})) {
            reporter.look();
        }

        assertThat(object("meshfuse.dev/v1alpha1", "Fuse").get().getAdditionalProperties())
                .extracting("status.conditions", InstanceOfAssertFactories.LIST)
                .first()
                .asString()
                .contains("status=Unknown", "reason=Refused", "cannot read " + NAME);
    }

    @Test
    void a_trip_that_was_cut_between_two_objects_is_finished_and_remembers_both() {
        kubernetes.create(
                CartCluster.FUSE
                        + "---\n"
                        + VIRTUAL_SERVICE.replace(
                                "  http:\n", "  http:\n    - delegate: {name: cart-leaf}\n")
                        + "---\n"
                        + VIRTUAL_SERVICE
                                .replace("name: cart,", "name: cart-leaf,")
                                .replace("  hosts: [cart]\n", ""));
        kubernetes
                .faults()
                .next(
                        1,
                        request -> request.is("PATCH", "/virtualservices/cart-leaf"),
                        Fault.status(503));

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class);
        actor.answer(burns());

        assertThat(((TargetView.Splitting) target()).canaryHasWeight()).isFalse();
        assertThat(events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.changes())
                                .extracting(FuseEvent.WeightChange::before)
                                .isEqualTo(List.of(90, 10, 90, 10)));
    }
}
