package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.FusePhase;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.Request;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.zjsonpatch.JsonDiff;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fuse at work on an API server. */
class ClusterMeshTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Clock CLOCK = ((InstantSource) () -> NOW).withZone(ZoneOffset.UTC);
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final String NAME = "VirtualService/shop/cart";
    private static final Predicate<Request> SHIFTS =
            request -> request.is("PATCH", "/virtualservices/cart");

    /** A split as people write them, with members that this program knows nothing of. */
    private static final String VIRTUAL_SERVICE =
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cart, namespace: shop, labels: {team: cart}}
            spec:
              hosts: [cart]
              http:
                - name: health
                  match: [{uri: {exact: /healthz}}]
                  route: [{destination: {host: cart, subset: v1}}]
                - name: main
                  timeout: 3s
                  route:
                    - {destination: {host: cart, subset: v1}, weight: 90, headers: {response: {set: {x: y}}}}
                    - {destination: {host: cart, subset: v2}, weight: 10}
            """;

    private static final String FUSE =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: Fuse
            metadata: {name: cart, namespace: shop}
            spec:
              slos: [{name: cart-availability}]
              targetRef: {group: networking.istio.io, kind: VirtualService, name: cart}
              stable: {host: cart, subset: v1}
              canary: {host: cart, subset: v2}
            """;

    private final InProcessKubernetes kubernetes = InProcessKubernetes.start();
    private final KubernetesClient client = impatientClient(kubernetes);
    private final ClusterMesh mesh = mesh(Mode.Enforce);
    private final List<FuseEvent> events = new ArrayList<>();
    private final FuseActor actor = new FuseActor(mesh, (event, next) -> events.add(event), CLOCK);

    @BeforeEach
    void begin() {
        kubernetes.apply(Path.of("kubernetes", "crds"));
        kubernetes.createNamespace("shop");
    }

    @AfterEach
    void end() {
        client.close();
        kubernetes.close();
    }

    @Test
    void a_trip_changes_the_two_weights_and_nothing_else() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
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
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);

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
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE.replace("weight: 90, ", ""));

        actor.answer(burns());

        assertThat(weights()).containsExactly(10, 0);
    }

    @Test
    void a_weight_that_somebody_changed_in_between_is_left_alone() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        kubernetes.apply(VIRTUAL_SERVICE.replace("weight: 90", "weight: 80").replace("10}", "20}"));

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);

        assertThat(weights()).containsExactly(80, 20);
    }

    @Test
    void an_object_that_somebody_changed_elsewhere_in_between_is_left_alone() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        kubernetes.apply(VIRTUAL_SERVICE.replace("timeout: 3s", "timeout: 4s"));

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);

        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void an_object_that_was_deleted_in_between_is_a_conflict() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        WeightPlan plan = plan(session);
        object("networking.istio.io/v1", "VirtualService").delete();

        assertThatThrownBy(() -> session.shift(plan)).isInstanceOf(MeshException.Conflict.class);
    }

    @Test
    void a_fuse_that_somebody_changed_in_between_does_not_take_the_intent() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        kubernetes.apply(FUSE + "  mode: Observe\n");

        assertThatThrownBy(() -> session.remember(FuseMemory.NEW.answered("e1")))
                .isInstanceOf(MeshException.Conflict.class);
    }

    @Test
    void what_a_fuse_remembers_is_written_beside_the_status_of_others() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
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
                tripped.in(new FusePhase.Verified(trip, timing)));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void what_a_fuse_remembers_is_read_back_as_it_was(FuseMemory memory) {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);

        mesh.open(Shop.CART).remember(memory);

        assertThat(mesh.open(Shop.CART).observed().memory()).isEqualTo(memory);
    }

    @Test
    void what_a_fuse_remembered_before_does_not_show_through() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        FuseActor.Session session = mesh.open(Shop.CART);
        memories().toList().reversed().forEach(session::remember);

        FuseMemory memory = mesh.open(Shop.CART).observed().memory();

        assertThat(memory).isEqualTo(FuseMemory.NEW);
    }

    @Test
    void a_storm_of_conflicts_ends_in_one_trip() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(3, SHIFTS, Fault.status(409));

        Action last = answerUntilDone();

        assertThat(last).isInstanceOf(Action.Trip.class);
        assertThat(weights()).containsExactly(100, 0);
        assertThat(shifts()).hasSize(4);
        assertThat(events).extracting(FuseEvent::type).containsExactly(FuseEvent.Type.TRIPPED);
    }

    @Test
    void a_connection_that_is_cut_after_the_patch_was_applied_ends_in_one_trip() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, SHIFTS, Fault.closeConnectionAfterApplying());
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
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
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
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, SHIFTS, Fault.status(status, Duration.ofSeconds(1)));

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class)
                .hasMessageStartingWith("cannot write the weights of " + NAME + ": ");
    }

    @Test
    void a_server_that_cannot_be_reached_is_unavailable() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, request -> true, Fault.closeConnection());

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Unavailable.class)
                .hasMessageStartingWith("cannot read fuse shop/cart: ");
    }

    @Test
    void a_server_that_forbids_it_refuses() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);
        kubernetes.faults().next(1, SHIFTS, Fault.status(403));

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
        kubernetes.create(FUSE);

        assertThat(target()).isEqualTo(new TargetView.Unusable(NAME, NAME + " does not exist"));
    }

    @Test
    void a_virtual_service_that_does_not_split_is_said_so() {
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE.replace("subset: v2", "subset: v3"));

        assertThat(target())
                .isEqualTo(
                        new TargetView.Unusable(
                                NAME,
                                "no HTTP route of "
                                        + NAME
                                        + " splits between cart/v1 and"
                                        + " cart/v2"));
    }

    @Test
    void a_route_of_three_destinations_is_said_so() {
        kubernetes.create(
                FUSE
                        + "---\n"
                        + VIRTUAL_SERVICE
                        + "        - {destination: {host: cart, subset: v3}, weight: 0}\n");

        assertThat(target())
                .isEqualTo(
                        new TargetView.Unusable(
                                NAME,
                                "HTTP route 1 of "
                                        + NAME
                                        + " has more than the two destinations of the split"));
    }

    @Test
    void a_target_that_cannot_be_used_is_answered_once_with_the_reason() {
        kubernetes.create(FUSE);

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
        kubernetes.create(FUSE + "---\n" + VIRTUAL_SERVICE);

        Mode mode = mesh(Mode.Observe).open(Shop.CART).observed().mode();

        assertThat(mode).isEqualTo(Mode.Observe);
    }

    private Action answerUntilDone() {
        while (true) {
            try {
                return actor.answer(burns());
            } catch (MeshException.Conflict e) {
                // as FuseAnswers does: look again
            }
        }
    }

    private ClusterMesh mesh(Mode upperBound) {
        return new ClusterMesh(
                client, () -> Shop.defined(Shop.fuse(), Shop.SPLIT), upperBound, MAPPER);
    }

    private static WeightPlan plan(FuseActor.Session session) {
        return WeightPlan.withoutCanary((TargetView.Splitting) session.observed().target());
    }

    private TargetView target() {
        return mesh.open(Shop.CART).observed().target();
    }

    private List<Request> shifts() {
        return kubernetes.requests().stream().filter(SHIFTS).toList();
    }

    private JsonNode spec() {
        return MAPPER.valueToTree(
                object("networking.istio.io/v1", "VirtualService")
                        .get()
                        .getAdditionalProperties()
                        .get("spec"));
    }

    private List<Integer> weights() {
        List<Integer> weights = new ArrayList<>();
        spec().at("/http/1/route").forEach(side -> weights.add(side.path("weight").asInt()));
        return weights;
    }

    private Resource<GenericKubernetesResource> object(String apiVersion, String kind) {
        return client.genericKubernetesResources(apiVersion, kind)
                .inNamespace("shop")
                .withName("cart");
    }

    private static FuseInput burns() {
        CanaryEvidence evidence =
                new CanaryEvidence(
                        "shop/cart-availability",
                        "99.9%",
                        0.0144,
                        "14.4",
                        "PT720H",
                        16.9,
                        0,
                        14.8,
                        List.of(new CanaryEvidence.Block(NOW, 10, 9, 90, 0)),
                        1,
                        "c1",
                        "canonical revision",
                        NOW.minusSeconds(2),
                        NOW);
        return new FuseInput.CanaryBurns(Shop.CART, "e1", NOW, false, evidence);
    }

    /** As the program's: trying again is the fuse's business. */
    private static KubernetesClient impatientClient(InProcessKubernetes kubernetes) {
        try (KubernetesClient client = kubernetes.client()) {
            return new KubernetesClientBuilder()
                    .withConfig(
                            new ConfigBuilder(client.getConfiguration())
                                    .withRequestRetryBackoffLimit(0)
                                    .build())
                    .build();
        }
    }
}
