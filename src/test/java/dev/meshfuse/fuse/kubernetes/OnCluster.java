package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
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
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    final ClusterMesh mesh = mesh(Mode.Enforce);
    final List<FuseEvent> events = new ArrayList<>();
    final FuseActor actor = new FuseActor(mesh, (event, next) -> events.add(event), CLOCK);

    @AfterEach
    void end() {
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
        return new ClusterMesh(
                client, () -> Shop.defined(Shop.fuse(), Shop.SPLIT), upperBound, MAPPER);
    }

    /** The same, where so many pods are ready. */
    ClusterMesh meshOf(Readiness readiness) {
        Fuse fuse = Shop.fuse();
        ResolvedFuse resolved = new ResolvedFuse(fuse, Shop.CART, Shop.SPLIT, readiness);
        Definitions defined =
                new Definitions(
                        Map.of(Shop.slo().id(), Shop.slo()),
                        Map.of(fuse.id(), resolved),
                        List.of());
        return new ClusterMesh(client, () -> defined, Mode.Enforce, MAPPER);
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
