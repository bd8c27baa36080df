package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Shop;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private static final Map<String, String> CART = Map.of("app", "cart");
    private static final Map<String, String> V1 = Map.of("version", "v1");
    private static final Map<String, String> V2 = Map.of("version", "v2");

    @Test
    void pods_that_take_traffic_are_counted_for_each_side() {
        assertThat(readiness(CART, V2, pod("v1", true), pod("v2", true)))
                .contains(new Readiness(1, 1, 1, 1));
        assertThat(readiness(CART, V2, pod("v1", true))).contains(new Readiness(1, 1, 0, 0));
        assertThat(readiness(CART, V2, pod("v1", true), pod("v2", false)))
                .contains(new Readiness(1, 1, 1, 0));
    }

    @Test
    void only_a_canary_without_ready_pods_beside_a_ready_stable_is_down() {
        assertThat(new Readiness(1, 1, 1, 0).onlyCanaryIsDown()).isTrue();
        assertThat(new Readiness(1, 1, 2, 1).onlyCanaryIsDown()).isFalse();
        assertThat(new Readiness(1, 0, 1, 0).onlyCanaryIsDown()).isFalse();
    }

    @Test
    void where_it_is_not_known_which_pods_are_whose_nobody_is_counted() {
        PodFacts[] pods = {pod("v1", true), pod("v2", false)};

        assertThat(readiness(Map.of(), V2, pods)).as("no selector").isEmpty();
        assertThat(readiness(CART, V1, pods)).as("the same pods").isEmpty();
        NamespaceFacts noSubsets =
                new NamespaceFacts(Map.of("cart", CART), List.of(), List.of(pods));
        assertThat(SplitResolver.readiness(Shop.fuse(), noSubsets)).as("no subsets").isEmpty();
    }

    private static Optional<Readiness> readiness(
            Map<String, String> selector, Map<String, String> ofCanary, PodFacts... pods) {
        NamespaceFacts.Subsets rule =
                new NamespaceFacts.Subsets("cart", "cart", Map.of("v1", V1, "v2", ofCanary));
        return SplitResolver.readiness(
                Shop.fuse(),
                new NamespaceFacts(Map.of("cart", selector), List.of(rule), List.of(pods)));
    }

    private static PodFacts pod(String version, boolean ready) {
        return new PodFacts(
                "cart-" + version,
                Map.of("app", "cart", "version", version),
                "cart-" + version,
                Set.of("cart:" + version),
                ready,
                false);
    }
}
