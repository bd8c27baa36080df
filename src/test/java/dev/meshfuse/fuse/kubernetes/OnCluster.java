package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.Request;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A fuse and its VirtualService on an API server, and who acts on them. */
abstract class OnCluster {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final Clock CLOCK = ((InstantSource) () -> NOW).withZone(ZoneOffset.UTC);
    static final ObjectMapper MAPPER = JsonShapes.newMapper();
    static final String NAME = "VirtualService/shop/cart";

    /** A split as people write them, with members that this program knows nothing of. */
    static final String VIRTUAL_SERVICE =
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

    final InProcessKubernetes kubernetes = CartCluster.start();
    final KubernetesClient client = CartCluster.impatientClient(kubernetes);
    final KubernetesClient account = CartCluster.accountClient(kubernetes);
    final ClusterMesh mesh = mesh(Mode.Enforce);
    final List<FuseEvent> events = new ArrayList<>();
    final FuseActor actor = new FuseActor(mesh, (event, next) -> events.add(event), CLOCK);

    @AfterEach
    void end() {
        account.close();
        client.close();
        kubernetes.close();
    }

    Action answerUntilDone() {
        while (true) {
            try {
                return actor.answer(burns());
            } catch (MeshException.Conflict e) {
                // as FuseAnswers does: look again
            }
        }
    }

    ClusterMesh mesh(Mode upperBound) {
        return mesh(upperBound, new Readiness(2, 2, 2, 2));
    }

    /** The same, where so many pods are ready. */
    ClusterMesh meshOf(Readiness readiness) {
        return mesh(Mode.Enforce, readiness);
    }

    private ClusterMesh mesh(Mode upperBound, Readiness readiness) {
        Fuse fuse = Shop.fuse(1, Set.of(Fuse.Trigger.Evidence, Fuse.Trigger.Budget));
        ResolvedFuse resolved = new ResolvedFuse(fuse, Shop.CART, Shop.SPLIT, readiness);
        Definitions defined =
                new Definitions(
                        Map.of(Shop.slo().id(), Shop.slo()),
                        Map.of(fuse.id(), resolved),
                        List.of());
        return new ClusterMesh(account, () -> defined, upperBound, MAPPER);
    }

    static WeightPlan plan(FuseActor.Session session) {
        return ((TargetView.Splitting) session.observed().target()).withoutCanary();
    }

    TargetView target() {
        return mesh.open(Shop.CART).observed().target();
    }

    static boolean isShift(Request request) {
        return request.is("PATCH", "/virtualservices/cart");
    }

    List<Request> shifts() {
        return kubernetes.requests().stream().filter(OnCluster::isShift).toList();
    }

    JsonNode spec() {
        return MAPPER.valueToTree(
                object("networking.istio.io/v1", "VirtualService")
                        .get()
                        .getAdditionalProperties()
                        .get("spec"));
    }

    List<Integer> weights() {
        List<Integer> weights = new ArrayList<>();
        spec().at("/http/1/route").forEach(side -> weights.add(side.path("weight").asInt()));
        return weights;
    }

    Resource<GenericKubernetesResource> object(String apiVersion, String kind) {
        return client.genericKubernetesResources(apiVersion, kind)
                .inNamespace("shop")
                .withName("cart");
    }

    /** The budget burns; the canary explains it or not. */
    static FuseInput budgetBurns(boolean explained) {
        BurnAttribution attribution =
                new BurnAttribution(
                        "shop/cart-availability",
                        "99.9%",
                        "b1",
                        "page-1h",
                        true,
                        "PT1H",
                        "PT5M",
                        "14.4",
                        15.0,
                        97.0,
                        new BurnAttribution.Side(300, 290),
                        new BurnAttribution.Side(2700, 2),
                        new BurnAttribution.Side(3000, 292),
                        0,
                        0.0017,
                        "1.5",
                        289,
                        289.5,
                        1,
                        0.8,
                        0,
                        "0.01",
                        explained,
                        explained ? "Canary" : "Shared",
                        NOW.minusSeconds(600),
                        1,
                        "c1",
                        "canonical revision",
                        NOW.minusSeconds(2),
                        NOW);
        return new FuseInput.BudgetBurns(
                Shop.CART, "budget/b1/cart", NOW, "It is told why.", attribution);
    }

    /** Nothing is left of the budget. */
    static FuseInput budgetSpent() {
        BudgetEvidence budget =
                new BudgetEvidence(
                        "99.9%",
                        "PT720H",
                        "PT1H",
                        3000,
                        300,
                        BigDecimal.TEN,
                        new BigDecimal("-29"),
                        null,
                        List.of(),
                        new BigDecimal("0.01"),
                        3,
                        0,
                        1,
                        "It is told why.");
        return new FuseInput.BudgetSpent(
                Shop.CART, "spent/b1/cart", NOW, "Nothing is left.", "c1", budget);
    }

    static FuseInput burns() {
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
                        new CanaryEvidence.Seen("Traffic", "Requests are seen.", 3, 0, 1.0),
                        new CanaryEvidence.Seen("Traffic", "Requests are seen.", 3, 0, 1.0),
                        NOW.minusSeconds(2),
                        NOW);
        return new FuseInput.CanaryBurns(Shop.CART, "e1", NOW, false, evidence);
    }
}
