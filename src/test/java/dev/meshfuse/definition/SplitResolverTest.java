package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitResolverTest {
    private static final Map<String, Map<String, String>> CART_SELECTOR =
            Map.of("cart", Map.of("app", "cart"));
    private static final Map<String, Map<String, String>> V1_AND_V2 =
            Map.of("v1", Map.of("version", "v1"), "v2", Map.of("version", "v2"));
    private static final String ONE_HOST =
            "Not by destination service: both sides are subsets of cart.";
    private static final NamespaceFacts.Subsets RULE =
            new NamespaceFacts.Subsets("cart", "cart", V1_AND_V2);

    @Test
    void sides_with_hosts_of_their_own_are_told_apart_by_service() {
        NamespaceFacts facts =
                new NamespaceFacts(
                        Map.of(
                                "cart",
                                Map.of("app", "cart"),
                                "cart-canary",
                                Map.of("app", "canary")),
                        List.of(),
                        List.of(
                                pod("cart-1", "cart", Map.of("app", "cart")),
                                pod(
                                        "canary-1",
                                        "canary",
                                        Map.of("app", "canary", "pod-template-hash", "b2"))));

        Split split = resolve(fuse("cart", null, "cart-canary.shop", null), facts);

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "b2"));
    }

    @Test
    void subsets_whose_pods_differ_in_revision_are_told_apart_by_it() {
        Split split =
                resolve(
                        facts(
                                pod("a", "cart-v1", Map.of("app", "cart", "version", "v1")),
                                pod(
                                        "b",
                                        "cart-v2",
                                        Map.of(
                                                "app",
                                                "cart",
                                                "version",
                                                "v2",
                                                "pod-template-hash",
                                                "c3"))));

        assertThat(split).isEqualTo(byRevision("v1", "v2", "c3"));
    }

    @Test
    void the_revision_is_the_one_istio_reports_and_not_the_label_that_selects() {
        Split split =
                resolve(
                        facts(
                                pod(
                                        "a",
                                        "cart-v1",
                                        Map.of(
                                                "app",
                                                "cart",
                                                "version",
                                                "v1",
                                                "app.kubernetes.io/version",
                                                "1.0")),
                                pod(
                                        "b",
                                        "cart-v2",
                                        Map.of(
                                                "app",
                                                "cart",
                                                "version",
                                                "v2",
                                                "app.kubernetes.io/version",
                                                "2.0",
                                                "service.istio.io/canonical-revision",
                                                "two"))));

        assertThat(split).isEqualTo(byRevision("1.0", "two", "image:b"));
    }

    @Test
    void subsets_that_share_a_revision_are_told_apart_by_workload() {
        Split split =
                resolve(
                        facts(
                                pod(
                                        "a",
                                        "cart",
                                        Map.of(
                                                "app",
                                                "cart",
                                                "version",
                                                "v1",
                                                "app.kubernetes.io/version",
                                                "1")),
                                pod(
                                        "b",
                                        "cart-next",
                                        Map.of(
                                                "app",
                                                "cart",
                                                "version",
                                                "v2",
                                                "app.kubernetes.io/version",
                                                "1"))));

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(
                                new TrackRule.ByWorkload(Set.of("cart"), Set.of("cart-next")),
                                "image:b",
                                List.of(
                                        ONE_HOST,
                                        "Not by canonical revision: both sides have 1.")));
    }

    @Test
    void subsets_that_share_revision_and_workload_are_told_apart_by_their_pods() {
        Split split =
                resolve(
                        facts(
                                pod("a", "cart", labels("v1", "app.kubernetes.io/version", "1")),
                                pod("b", "cart", labels("v2", "app.kubernetes.io/version", "1"))));

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(
                                new TrackRule.ByPods(
                                        Set.of("shop/a"),
                                        Set.of("shop/b"),
                                        "version=v1",
                                        "version=v2"),
                                "image:b",
                                List.of(
                                        ONE_HOST,
                                        "Not by canonical revision: both sides have 1.",
                                        "Not by workload: both sides have cart.")));
    }

    @Test
    void a_revision_that_istio_also_reports_of_nobody_tells_nothing_apart() {
        Split split =
                resolve(
                        facts(
                                pod("a", "cart-v1", labels("v1")),
                                pod(
                                        "b",
                                        "cart-v2",
                                        labels("v2", "app.kubernetes.io/version", "unknown"))));

        assertThat(((Split.Resolved) split).rule())
                .isEqualTo(new TrackRule.ByWorkload(Set.of("cart-v1"), Set.of("cart-v2")));
    }

    @Test
    void pods_that_the_service_does_not_select_belong_to_no_side() {
        SplitResolver.Sides sides =
                SplitResolver.sides(
                        fuse("cart", "v1", "cart", "v2"),
                        facts(
                                pod("a", "cart", Map.of("app", "cart", "version", "v1")),
                                pod("b", "batch", Map.of("app", "batch", "version", "v2"))));

        assertThat(sides.stable()).extracting(PodFacts::name).containsExactly("a");
        assertThat(sides.canary()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart",
                "cart.shop",
                "cart.shop.svc",
                "cart.shop.svc.cluster.local",
                "cart.shop.svc.corp"
            })
    void a_rule_is_found_however_its_host_is_written(String host) {
        Split split =
                resolve(
                        new NamespaceFacts(
                                CART_SELECTOR,
                                List.of(new NamespaceFacts.Subsets("any", host, V1_AND_V2)),
                                bothSides()));

        assertThat(split).isEqualTo(byRevision("v1", "v2", "image:b"));
    }

    @ParameterizedTest
    @CsvSource({"carts", "cart.other", "cart.example.com"})
    void a_rule_for_another_host_is_not_taken(String host) {
        Split split =
                resolve(
                        new NamespaceFacts(
                                CART_SELECTOR,
                                List.of(new NamespaceFacts.Subsets("any", host, V1_AND_V2)),
                                bothSides()));

        assertThat(reason(split))
                .isEqualTo("no DestinationRule in namespace shop defines subsets of host cart");
    }

    @Test
    void a_subset_that_no_rule_has_is_named_with_those_there_are() {
        Split split =
                resolve(
                        fuse("cart", "v1", "cart", "v3"),
                        new NamespaceFacts(CART_SELECTOR, List.of(RULE), bothSides()));

        assertThat(reason(split))
                .isEqualTo("no DestinationRule for host cart has a subset v3; there is v1, v2");
    }

    @Test
    void a_service_that_does_not_exist_is_named() {
        Split split = resolve(new NamespaceFacts(Map.of(), List.of(RULE), bothSides()));

        assertThat(reason(split)).isEqualTo("there is no Service cart in namespace shop");
    }

    @Test
    void a_service_without_a_selector_is_not_resolved() {
        Split split =
                resolve(new NamespaceFacts(Map.of("cart", Map.of()), List.of(RULE), bothSides()));

        assertThat(reason(split))
                .isEqualTo("Service cart has no selector, so its pods are not known");
    }

    @Test
    void a_stable_side_without_pods_is_not_resolved() {
        Split split = resolve(facts(bothSides().getLast()));

        assertThat(reason(split)).isEqualTo("the stable side cart/v1 has no pods");
    }

    @Test
    void a_canary_that_never_had_pods_is_not_resolved() {
        Split split = resolve(facts(bothSides().getFirst()));

        assertThat(reason(split)).isEqualTo("the canary cart/v2 has no pods");
    }

    @Test
    void a_canary_that_lost_its_pods_keeps_side_and_identity_by_its_subsets_labels() {
        Split.Resolved before = byRevision("v1", "v2", "c3");

        Split split =
                SplitResolver.resolve(
                        fuse("cart", "v1", "cart", "v2"),
                        facts(bothSides().getFirst()),
                        Optional.of(before));

        assertThat(split).isEqualTo(before);
    }

    @Test
    void a_canary_in_the_middle_of_a_rollout_has_both_hashes_as_identity() {
        List<PodFacts> pods = new ArrayList<>(bothSides());
        pods.add(
                pod(
                        "c",
                        "cart-v2",
                        Map.of("app", "cart", "version", "v2", "pod-template-hash", "d4")));
        pods.add(
                pod(
                        "d",
                        "cart-v2",
                        Map.of("app", "cart", "version", "v2", "pod-template-hash", "c3")));

        Split split = resolve(new NamespaceFacts(CART_SELECTOR, List.of(RULE), pods));

        assertThat(split).isEqualTo(byRevision("v1", "v2", "c3+d4"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
                    ReplicaSet,  cart-v2-7d4b9c,   pod-template-hash,         7d4b9c, cart-v2
                    ReplicaSet,  cart-7d4b9c,      rollouts-pod-template-hash, 7d4b9c, cart
                    ReplicaSet,  by-hand,          -,                         -,      by-hand
                    StatefulSet, cart,             -,                         -,      cart
                    Job,         report-27834120,  -,                         -,      report
                    Job,         import-once,      -,                         -,      import-once
                    -,           -,                -,                         -,      pod-0
                    """)
    void a_pods_workload_is_named_as_istio_names_it(
            @Nullable String ownerKind,
            @Nullable String owner,
            @Nullable String label,
            @Nullable String hash,
            String expected) {
        Map<String, String> labels = new HashMap<>();
        if (label != null && hash != null) {
            labels.put(label, hash);
        }

        String workload = PodFacts.workloadOf("pod-0", labels, ownerKind, owner);

        assertThat(workload).isEqualTo(expected);
    }

    private static Split resolve(NamespaceFacts facts) {
        return resolve(fuse("cart", "v1", "cart", "v2"), facts);
    }

    private static Split resolve(Fuse fuse, NamespaceFacts facts) {
        return SplitResolver.resolve(fuse, facts, Optional.empty());
    }

    private static String reason(Split split) {
        return ((Split.Unresolved) split).reason();
    }

    private static Split.Resolved byRevision(String stable, String canary, String identity) {
        return new Split.Resolved(
                new TrackRule.ByRevision(Set.of(stable), Set.of(canary)),
                identity,
                List.of(ONE_HOST));
    }

    private static List<PodFacts> bothSides() {
        return List.of(
                pod("a", "cart-v1", Map.of("app", "cart", "version", "v1")),
                pod("b", "cart-v2", Map.of("app", "cart", "version", "v2")));
    }

    /** Labels of a pod of the cart in a subset, with others as key and value in turn. */
    private static Map<String, String> labels(String version, String... others) {
        Map<String, String> labels = new HashMap<>(Map.of("app", "cart", "version", version));
        for (int i = 0; i < others.length; i += 2) {
            labels.put(others[i], others[i + 1]);
        }
        return labels;
    }

    private static NamespaceFacts facts(PodFacts... pods) {
        return new NamespaceFacts(CART_SELECTOR, List.of(RULE), List.of(pods));
    }

    private static PodFacts pod(String name, String workload, Map<String, String> labels) {
        return new PodFacts(name, labels, workload, Set.of("image:" + name), true, false);
    }

    private static Fuse fuse(
            String stableHost,
            @Nullable String stableSubset,
            String canaryHost,
            @Nullable String canarySubset) {
        return Fuses.fuse(
                new Destination(stableHost, stableSubset),
                new Destination(canaryHost, canarySubset));
    }
}
