package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Splits as Argo Rollouts makes them, from one rollout to the next. */
class RolloutSplitTest {
    private static final PodFacts OLD = Rollouts.pod("6bcf", "a");
    private static final PodFacts NEW = Rollouts.pod("7d4b", "x");

    @Test
    void subsets_of_a_rollout_are_told_apart_by_their_pods() {
        Split split = resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(
                                byPods(Rollouts.keys(OLD), Rollouts.keys(NEW)),
                                "7d4b",
                                List.of(
                                        "Not by destination service: both sides are subsets of cart.",
                                        "Not by canonical revision: both sides have latest.",
                                        "Not by workload: both sides have cart.")));
    }

    @Test
    void the_status_of_a_rollouts_subsets_says_all_of_it_in_sentences() {
        Split.Resolved split =
                (Split.Resolved)
                        resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));

        assertThat(split.sentences())
                .isEqualTo(
                        "Told apart by pods: stable app=cart, rollouts-pod-template-hash=6bcf,"
                                + " canary app=cart, rollouts-pod-template-hash=7d4b, by what their own"
                                + " proxies report. The canary is 7d4b."
                                + " Not by destination service: both sides are subsets of cart."
                                + " Not by canonical revision: both sides have latest."
                                + " Not by workload: both sides have cart.");
    }

    @Test
    void services_of_a_rollout_are_told_apart_by_service_and_its_canary_by_its_hash() {
        Split split = resolve(Rollouts.HOSTS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(
                                new TrackRule.ByService("cart-stable", "cart-canary"), "7d4b"));
    }

    @Test
    void between_two_rollouts_both_sides_are_one_and_no_side_is_guessed() {
        NamespaceFacts idle = Rollouts.namespace("6bcf", "6bcf", OLD);

        assertThat(reason(Rollouts.HOSTS, idle))
                .isEqualTo(
                        "stable cart-stable and canary cart-canary select the same pods (app=cart, rollouts-pod-template-hash=6bcf):"
                                + " no canary runs beside stable now, or one of the two is set up wrongly");
        assertThat(reason(Rollouts.SUBSETS, idle))
                .startsWith("stable cart/stable and canary cart/canary select the same pods");
    }

    @Test
    void a_service_that_takes_in_the_other_sides_pods_is_named() {
        Fuse fuse = Fuses.fuse(new Destination("cart", null), new Destination("cart-canary", null));

        assertThat(reason(fuse, Rollouts.namespace("6bcf", "7d4b", OLD)))
                .isEqualTo(
                        "stable cart selects by app=cart, which takes in every pod of cart-canary (app=cart, rollouts-pod-template-hash=7d4b):"
                                + " a request to one side may be answered by the other; select each side by a label of its own");
    }

    @Test
    void a_canary_that_takes_in_stable_is_named() {
        Fuse fuse = Fuses.fuse(new Destination("cart-stable", null), new Destination("cart", null));

        assertThat(reason(fuse, Rollouts.namespace("6bcf", "7d4b", OLD, NEW)))
                .startsWith(
                        "canary cart selects by app=cart, which takes in every pod of cart-stable");
    }

    @Test
    void pods_that_both_sides_select_are_named() {
        PodFacts both =
                new PodFacts(
                        "both",
                        Map.of("app", "cart", "side", "s", "track", "c"),
                        "cart",
                        Set.of(),
                        true,
                        false);
        NamespaceFacts facts =
                new NamespaceFacts(
                        Map.of(
                                "cart-stable",
                                Map.of("side", "s"),
                                "cart-canary",
                                Map.of("track", "c")),
                        List.of(),
                        List.of(both));

        assertThat(reason(Rollouts.HOSTS, facts))
                .isEqualTo(
                        "stable cart-stable and canary cart-canary both select pod both: a request to one side may be answered by the other;"
                                + " give their selectors another value of one label");
    }

    @Test
    void a_restarted_or_added_pod_changes_the_pods_but_not_what_evidence_is_bound_to() {
        PodFacts added = Rollouts.pod("7d4b", "y");
        Split.Resolved before =
                (Split.Resolved)
                        resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));
        Split.Resolved after =
                (Split.Resolved)
                        resolve(
                                Rollouts.SUBSETS,
                                Rollouts.namespace("6bcf", "7d4b", OLD, NEW, added),
                                before);

        assertThat(after.rule()).isNotEqualTo(before.rule());
        assertThat(after.rule().describe()).isEqualTo(before.rule().describe());
        assertThat(after.canaryIdentity()).isEqualTo(before.canaryIdentity());
    }

    @Test
    void a_pod_that_is_being_deleted_stays_on_its_side_to_the_end() {
        PodFacts ending = Rollouts.ending("7d4b", "y");

        Split.Resolved split =
                (Split.Resolved)
                        resolve(
                                Rollouts.SUBSETS,
                                Rollouts.namespace("6bcf", "7d4b", OLD, NEW, ending));

        assertThat(split.rule()).isEqualTo(byPods(Rollouts.keys(OLD), Rollouts.keys(NEW, ending)));
    }

    @Test
    void a_canary_scaled_to_nothing_keeps_rule_and_identity_without_pods() {
        Split.Resolved before =
                (Split.Resolved)
                        resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));

        Split split = resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD), before);

        assertThat(split)
                .isEqualTo(
                        new Split.Resolved(
                                byPods(Rollouts.keys(OLD), Set.of()), "7d4b", before.passedOver()));
    }

    @Test
    void the_next_rollouts_canary_is_another_before_it_has_pods() {
        Split.Resolved before =
                (Split.Resolved)
                        resolve(Rollouts.SUBSETS, Rollouts.namespace("6bcf", "7d4b", OLD, NEW));
        NamespaceFacts next = Rollouts.namespace("6bcf", "8e5c", OLD);

        assertThat(resolve(Rollouts.SUBSETS, next, before))
                .isEqualTo(new Split.Unresolved("the canary cart/canary has no pods"));
        assertThat(
                        resolve(
                                Rollouts.HOSTS,
                                next,
                                (Split.Resolved)
                                        resolve(
                                                Rollouts.HOSTS,
                                                Rollouts.namespace("6bcf", "7d4b", OLD, NEW))))
                .isEqualTo(
                        new Split.Resolved(
                                new TrackRule.ByService("cart-stable", "cart-canary"), "8e5c"));
    }

    private static TrackRule byPods(Set<String> stable, Set<String> canary) {
        return new TrackRule.ByPods(
                stable,
                canary,
                "app=cart, rollouts-pod-template-hash=6bcf",
                "app=cart, rollouts-pod-template-hash=7d4b");
    }

    private static Split resolve(Fuse fuse, NamespaceFacts facts) {
        return SplitResolver.resolve(fuse, facts, Optional.empty());
    }

    private static Split resolve(Fuse fuse, NamespaceFacts facts, Split.Resolved before) {
        return SplitResolver.resolve(fuse, facts, Optional.of(before));
    }

    private static String reason(Fuse fuse, NamespaceFacts facts) {
        return ((Split.Unresolved) resolve(fuse, facts)).reason();
    }
}
