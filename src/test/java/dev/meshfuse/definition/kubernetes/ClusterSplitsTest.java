package dev.meshfuse.definition.kubernetes;

import static dev.meshfuse.definition.kubernetes.ClusterFixture.SERVICE_AND_RULE;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.await;
import static dev.meshfuse.definition.kubernetes.ClusterFixture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.LiveDefinitions;
import dev.meshfuse.definition.PodFacts;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TargetRef;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterSplitsTest {
    private static final Split RESOLVED =
            new Split.Resolved(
                    new TrackRule.ByRevision(Set.of("v1"), Set.of("v2")),
                    "b2",
                    List.of("Not by destination service: both sides are subsets of cart."));

    private final InProcessKubernetes kubernetes = CartCluster.start();
    private final KubernetesClient client = CartCluster.impatientClient(kubernetes);
    private final ClusterSplits splits = new ClusterSplits(client);

    @AfterEach
    void close() {
        splits.close();
        client.close();
        kubernetes.close();
    }

    @Test
    void a_split_is_resolved_anew_when_the_canarys_pods_appear() {
        AtomicReference<@Nullable Split> heard = new AtomicReference<>();
        splits.onChange(() -> heard.set(splits.of(fuse())));
        kubernetes.create(SERVICE_AND_RULE + "---\n" + pod("v1", "a1"));
        splits.watch(Set.of(fuse().id()));
        await().until(() ->
                new Split.Unresolved("the canary cart/v2 has no pods").equals(heard.get()));

        kubernetes.create(pod("v2", "b2"));

        await().until(() -> RESOLVED.equals(heard.get()));
    }

    @Test
    void a_canary_that_loses_its_pods_keeps_its_identity() {
        kubernetes.create(String.join("---\n", SERVICE_AND_RULE, pod("v1", "a1"), pod("v2", "b2")));
        splits.watch(Set.of(fuse().id()));
        await().until(() -> splits.of(fuse()).equals(RESOLVED));

        client.pods().inNamespace("shop").withLabel("version", "v2").delete();

        await().until(() -> splits.sides(fuse()).orElseThrow().canary().isEmpty());
        assertThat(splits.of(fuse())).isEqualTo(RESOLVED);
    }

    @Test
    void the_pods_of_both_sides_are_known_with_their_readiness() {
        kubernetes.create(
                String.join(
                        "---\n",
                        SERVICE_AND_RULE,
                        pod("v1", "a1"),
                        pod("v2", "b2").replace("\"True\"", "\"False\"")));

        splits.watch(Set.of(fuse().id()));

        await().until(() -> splits.of(fuse()).equals(RESOLVED));
        assertThat(splits.sides(fuse()).orElseThrow().stable())
                .containsExactly(
                        new PodFacts(
                                "cart-v1-a1-x",
                                Map.of("app", "cart", "version", "v1", "pod-template-hash", "a1"),
                                "cart-v1",
                                Set.of("cart:v1"),
                                true,
                                false));
        assertThat(splits.sides(fuse()).orElseThrow().canary())
                .extracting(PodFacts::ready)
                .containsExactly(false);
    }

    @Test
    void what_defines_a_fuse_hears_that_its_canary_has_no_ready_pod_any_more() {
        kubernetes.create(String.join("---\n", SERVICE_AND_RULE, pod("v1", "a1"), pod("v2", "b2")));
        LiveDefinitions definitions = new LiveDefinitions(splits);
        splits.onChange(definitions::refresh);
        definitions.replace(
                List.of(
                        new Definition.OfSlo("shop/cart-availability", Shop.slo()),
                        new Definition.OfFuse("shop/cart", Shop.fuse())));
        await().until(() -> new Readiness(1, 1, 1, 1).equals(readiness(definitions)));

        client.pods().inNamespace("shop").withLabel("version", "v2").delete();

        await().until(() -> new Readiness(1, 1, 0, 0).equals(readiness(definitions)));
    }

    private static @Nullable Readiness readiness(LiveDefinitions definitions) {
        ResolvedFuse found = definitions.current().fuses().get(Shop.CART);
        return found == null ? null : found.readiness();
    }

    @Test
    void only_namespaces_with_a_fuse_are_watched() {
        splits.watch(Set.of(fuse().id()));
        await().until(() -> kubernetes.openWatches() == 3);

        splits.watch(Set.of());

        await().until(() -> kubernetes.openWatches() == 0);
        assertThat(kubernetes.requests())
                .allMatch(request -> request.path().contains("/namespaces/shop/"));
    }

    @Test
    void without_an_answer_of_the_api_server_a_split_is_unresolved_with_that_reason() {
        kubernetes.faults().always(request -> true, Fault.status(503));

        splits.watch(Set.of(fuse().id()));

        await().until(() ->
                splits.of(fuse()) instanceof Split.Unresolved unresolved
                        && unresolved
                                .reason()
                                .endsWith("namespace shop: the API server answered 503"));
        assertThat(splits.sides(fuse())).isEmpty();
        assertThat(splits.readiness(fuse())).isEmpty();
    }

    private static Fuse fuse() {
        return new Fuse(
                new ResourceId("Kubernetes", "shop", "cart"),
                1,
                List.of(new ResourceId("Kubernetes", "shop", "cart-availability")),
                new TargetRef("networking.istio.io", "VirtualService", "cart", Set.of()),
                new Destination("cart", "v1"),
                new Destination("cart", "v2"),
                Set.of(Fuse.Trigger.Evidence),
                Fuse.Mode.Enforce,
                FusePolicy.DEFAULT);
    }
}
