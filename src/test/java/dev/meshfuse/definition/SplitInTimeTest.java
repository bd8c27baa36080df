package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Splits of plain Deployments while pods come and go. */
class SplitInTimeTest {
    private static final PodFacts STABLE = pod("s", "cart", "stable", "1.0", "a1", false);
    private static final PodFacts CANARY = pod("c", "cart-next", "canary", "2.0", "b2", false);
    private static final PodFacts SAME_REVISION =
            pod("c", "cart-next", "canary", "1.0", "b2", false);

    @Test
    void a_canary_scaled_to_nothing_keeps_the_revision_its_pods_had() {
        Split.Resolved before = resolve(Optional.empty(), STABLE, CANARY);

        assertThat(resolve(Optional.of(before), STABLE)).isEqualTo(before);
    }

    @Test
    void a_canary_scaled_to_nothing_keeps_the_workload_its_pods_had() {
        Split.Resolved before = resolve(Optional.empty(), STABLE, SAME_REVISION);

        assertThat(before.rule()).isInstanceOf(TrackRule.ByWorkload.class);
        assertThat(resolve(Optional.of(before), STABLE)).isEqualTo(before);
    }

    @Test
    void a_canary_without_pods_whose_revision_stable_has_taken_over_is_no_side_any_more() {
        Split.Resolved before = resolve(Optional.empty(), STABLE, CANARY);
        PodFacts promoted = pod("p", "cart", "stable", "2.0", "d4", false);

        Split after = split(Optional.of(before), promoted);

        assertThat(after).isEqualTo(new Split.Unresolved("the canary cart/canary has no pods"));
    }

    @Test
    void old_pods_that_are_being_deleted_neither_change_the_rule_nor_the_canary() {
        PodFacts oldStable = pod("s0", "cart", "stable", "2.0", "a0", true);
        PodFacts oldCanary = pod("c0", "cart-next", "canary", "1.0", "b1", true);

        Split.Resolved split = resolve(Optional.empty(), STABLE, oldStable, CANARY, oldCanary);

        assertThat(split).isEqualTo(resolve(Optional.empty(), STABLE, CANARY));
    }

    @Test
    void a_canary_of_which_every_pod_is_being_deleted_is_still_itself() {
        PodFacts ending = pod("c", "cart-next", "canary", "2.0", "b2", true);

        assertThat(resolve(Optional.empty(), STABLE, ending))
                .isEqualTo(resolve(Optional.empty(), STABLE, CANARY));
    }

    @Test
    void stable_that_takes_over_the_canarys_revision_is_told_apart_by_workload() {
        PodFacts promoted = pod("p", "cart", "stable", "2.0", "d4", false);
        Split.Resolved before = resolve(Optional.empty(), STABLE, CANARY);

        Split.Resolved half = resolve(Optional.of(before), STABLE, promoted, CANARY);
        Split.Resolved whole = resolve(Optional.of(half), promoted, CANARY);

        assertThat(half.rule())
                .isEqualTo(new TrackRule.ByWorkload(Set.of("cart"), Set.of("cart-next")));
        assertThat(whole).isEqualTo(half);
    }

    private static Split.Resolved resolve(Optional<Split.Resolved> before, PodFacts... pods) {
        return (Split.Resolved) split(before, pods);
    }

    private static Split split(Optional<Split.Resolved> before, PodFacts... pods) {
        Fuse fuse =
                Fuses.fuse(new Destination("cart", "stable"), new Destination("cart", "canary"));
        NamespaceFacts facts =
                new NamespaceFacts(
                        Map.of("cart", Map.of("app", "cart")),
                        List.of(
                                new NamespaceFacts.Subsets(
                                        "cart",
                                        "cart",
                                        Map.of(
                                                "stable", Map.of("track", "stable"),
                                                "canary", Map.of("track", "canary")))),
                        List.of(pods));
        return SplitResolver.resolve(fuse, facts, before);
    }

    private static PodFacts pod(
            String name,
            String workload,
            String track,
            String revision,
            String hash,
            boolean ending) {
        Map<String, String> labels = new HashMap<>();
        labels.put("app", "cart");
        labels.put("track", track);
        labels.put("app.kubernetes.io/version", revision);
        labels.put("pod-template-hash", hash);
        return new PodFacts(name, labels, workload, Set.of(), !ending, ending);
    }
}
