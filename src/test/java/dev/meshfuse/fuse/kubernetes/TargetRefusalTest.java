package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.fuse.Action;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Targets that are left alone, and those that have owners, with what is said of them. */
class TargetRefusalTest {
    private static final String SPLIT =
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: cart, namespace: shop/*more*/}
            spec: {http: [{route: [{destination: {host: cart, subset: v1}, weight: 90}, {destination: {host: cart, subset: v2}, weight: 10}]}]}
            """;

    private static final String ROLLOUT =
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: checkout, namespace: shop}
            spec: {strategy: %s}
            """;

    private static final String WEIGHTED =
            "{canary: {trafficRouting: {istio: {virtualService: {name: %s}, destinationRule: {stableSubsetName: v1, canarySubsetName: %s}}}}}";

    private static final String CANARY =
            """
            apiVersion: flagger.app/v1beta1
            kind: Canary
            metadata: {name: cart, namespace: shop}
            spec: {targetRef: {name: cart}, service: {port: 80}}
            status: {phase: %s}
            """;

    private static String fuse(String target, boolean subsets) {
        return """
        apiVersion: meshfuse.dev/v1alpha1
        kind: Fuse
        metadata: {name: cart, namespace: shop}
        spec:
          slos: [{name: cart-availability}]
          targetRef: %s
          stable: {host: cart%s}
          canary: {host: %s}
        """
                .formatted(
                        target,
                        subsets ? ", subset: v1" : "-primary",
                        subsets ? "cart, subset: v2" : "cart-canary");
    }

    private static String onVirtualService(String routes) {
        return fuse(
                "{group: networking.istio.io, kind: VirtualService, name: cart" + routes + "}",
                true);
    }

    private static String onRollout() {
        return fuse("{group: argoproj.io, kind: Rollout, name: checkout}", true);
    }

    private static String onCanary() {
        return fuse("{group: flagger.app, kind: Canary, name: cart}", false);
    }

    private static String virtualService(String metadata) {
        return SPLIT.replace("/*more*/", metadata);
    }

    private static String owner(String apiVersion, String kind) {
        return ", ownerReferences: [{apiVersion: %s, kind: %s, name: boss, uid: u, controller: true}]"
                .formatted(apiVersion, kind);
    }

    static Stream<Arguments> unclear() {
        String vs = "VirtualService/shop/cart";
        return Stream.of(
                refusal(onVirtualService(""), "", "NotFound", vs + " does not exist", "Unknown"),
                refusal(
                        onVirtualService(", routes: [a, b]"),
                        virtualService(""),
                        "NoSuchRoute",
                        vs + " has no route named a, b",
                        "False"),
                refusal(
                        onVirtualService(""),
                        virtualService("").replace("subset: v2", "subset: v3"),
                        "NoSplit",
                        "no route of " + vs + " splits between cart/v1 and cart/v2",
                        "False"),
                refusal(
                        onVirtualService(""),
                        virtualService("")
                                .replace(
                                        "[{destination",
                                        "[{destination: {host: cart, subset: v1, port: {number: 81}}}, {destination"),
                        "Ambiguous",
                        "HTTP route 0 of "
                                + vs
                                + " leads to stable cart/v1 in 2 destinations, so it is not known which is to get the canary's share",
                        "False"),
                refusal(
                        onVirtualService(""),
                        virtualService("").replace("[{route", "[{delegate: {name: gone}}, {route"),
                        "NotFound",
                        vs + " delegates to VirtualService/shop/gone, which does not exist",
                        "Unknown"));
    }

    static Stream<Arguments> owned() {
        String vs = "VirtualService/shop/cart";
        return Stream.of(
                refusal(
                        onVirtualService(""),
                        virtualService(owner("flagger.app/v1beta1", "Canary")),
                        "OwnedByAnother",
                        vs
                                + " is written by Flagger for its Canary boss; name that as the fuse's target",
                        "True"),
                refusal(
                        onVirtualService(""),
                        virtualService(owner("kro.run/v1", "App")),
                        "OwnedByAnother",
                        vs
                                + " is controlled by App boss (kro.run/v1), which this program does not know how to act through",
                        "True"),
                refusal(
                        onVirtualService(""),
                        virtualService("")
                                + "---\n"
                                + ROLLOUT.formatted(WEIGHTED.formatted("cart.shop", "v2")),
                        "OwnedByAnother",
                        "the weights of "
                                + vs
                                + " are written for Rollout/shop/checkout; name that as the fuse's target",
                        "True"));
    }

    static Stream<Arguments> controllers() {
        return Stream.of(
                refusal(
                        onRollout(),
                        ROLLOUT.formatted("{blueGreen: {}}"),
                        "NoSplit",
                        "Rollout/shop/checkout has no weighted split: it needs spec.strategy.canary.trafficRouting",
                        "True"),
                refusal(
                        onRollout(),
                        ROLLOUT.formatted(WEIGHTED.formatted("cart", "v3")),
                        "OtherSides",
                        "Rollout/shop/checkout splits between subset v1 and subset v3, and the fuse between subset v1 and subset v2",
                        "True"),
                refusal(
                        onCanary(),
                        CANARY.formatted("Promoting"),
                        "Promoting",
                        "Canary/shop/cart is in phase Promoting: what is stable is being replaced",
                        "True"),
                refusal(
                        onCanary(),
                        // of the same name, but not made by Flagger for this Canary
                        CANARY.formatted("Progressing") + "---\n" + virtualService(""),
                        "NoSplit",
                        "Flagger has made no VirtualService and no HTTPRoute named cart for Canary/shop/cart",
                        "True"));
    }

    private static Arguments refusal(
            String fuse, String objects, String word, String reason, String owned) {
        return Arguments.of(
                objects.isEmpty() ? fuse : fuse + "---\n" + objects, word, reason, owned);
    }

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource({"unclear", "owned", "controllers"})
    void a_target_that_is_not_understood_is_left_alone_and_the_fuse_says_why(
            String given, String word, String reason, String owned) {
        try (TargetCluster cluster = new TargetCluster(given)) {
            report(cluster);
            Action action = cluster.actor.answer(OnCluster.burns());

            assertThat(action).isEqualTo(new Action.Skip(reason, Action.Cause.TARGET));
            assertThat(cluster.events)
                    .extracting(FuseEvent::type)
                    .containsExactly(FuseEvent.Type.SKIPPED);
            assertThat(said(cluster, "TargetReady")).containsExactly("False", word, reason);
            assertThat(said(cluster, "Owned").getFirst()).isEqualTo(owned);
            assertThat(cluster.kubernetes.requests())
                    .noneMatch(request ->
                            request.method().equals("PATCH")
                                    && !request.path().contains("/fuses/"));
        }
    }

    static Stream<Arguments> ready() {
        String splits = "VirtualService/shop/cart splits in HTTP route 0: cart/v1 90, cart/v2 10.";
        return Stream.of(
                Arguments.of(
                        onVirtualService("") + "---\n" + virtualService(""),
                        splits,
                        "False",
                        "No controller that is known writes its weights."),
                Arguments.of(
                        onVirtualService("")
                                + "---\n"
                                + virtualService("")
                                        .replace(
                                                "[{route",
                                                "[{mirror: {host: cart, subset: v2}, route: [{destination: {host: cart, subset: v2}}]}, {route"),
                        "VirtualService/shop/cart splits in HTTP route 1: cart/v1 90, cart/v2 10."
                                + " Copies of requests go to cart/v2 in HTTP route 0."
                                + " HTTP route 0 leads to the canary and not to stable; it is left as it is.",
                        "False",
                        "No controller that is known writes its weights."),
                Arguments.of(
                        onVirtualService("")
                                + "---\n"
                                + virtualService(
                                        ", annotations: {argocd.argoproj.io/tracking-id: 'shop:networking.istio.io/VirtualService:shop/cart'}"),
                        splits,
                        "True",
                        "Argo CD application shop applies VirtualService/shop/cart from Git and may write its own state back, unless it is told to ignore what a fuse changes."),
                Arguments.of(
                        onVirtualService("")
                                + "---\n"
                                + virtualService(
                                        ", labels: {kustomize.toolkit.fluxcd.io/name: apps}"),
                        splits,
                        "True",
                        "Flux Kustomization apps applies VirtualService/shop/cart from Git and may write its own state back, unless it is told to ignore what a fuse changes."),
                Arguments.of(
                        onRollout() + "---\n" + ROLLOUT.formatted(WEIGHTED.formatted("cart", "v2")),
                        "Rollout/shop/checkout splits by weights and has no canary now.",
                        "True",
                        "Argo Rollouts writes the weights for Rollout/shop/checkout and is told to stop."));
    }

    @ParameterizedTest(name = "{1}: {3}")
    @MethodSource("ready")
    void a_target_that_can_be_acted_on_is_described_with_its_owner(
            String given, String splits, String owned, String owner) {
        try (TargetCluster cluster = new TargetCluster(given)) {
            report(cluster);
            report(cluster);

            assertThat(said(cluster, "TargetReady")).containsExactly("True", "Splits", splits);
            assertThat(said(cluster, "Owned")).element(0).isEqualTo(owned);
            assertThat(said(cluster, "Owned")).element(2).isEqualTo(owner);
            assertThat(said(cluster, "Rehearsed")).startsWith("True", "Passed");
            assertThat(cluster.kubernetes.requests())
                    .filteredOn(request -> request.is("PATCH", "/fuses/cart/status"))
                    .filteredOn(request -> !request.isDryRun())
                    .hasSize(1);
        }
    }

    private static void report(TargetCluster cluster) {
        try (TargetReporter reporter =
                new TargetReporter(
                        cluster.account,
                        () -> cluster.definitions,
                        Mode.Enforce,
                        new Rights(cluster.account, Clock.systemUTC()),
                        OnCluster.MAPPER,
                        Clock.systemUTC(),
                        fuse -> {})) {
            reporter.look();
        }
    }

    private static List<String> said(TargetCluster cluster, String type) {
        ObjectNode fuse =
                cluster.object(
                        TargetCluster.parsed(
                                "{apiVersion: meshfuse.dev/v1alpha1, kind: Fuse, metadata: {name: cart, namespace: shop}}"));
        for (JsonNode condition : fuse.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Stream.of("status", "reason", "message")
                        .map(field -> condition.path(field).asText())
                        .toList();
            }
        }
        throw new AssertionError("no condition " + type + " in " + fuse);
    }
}
