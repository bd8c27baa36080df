package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefinitionSetTest {
    private static final String CART_SLO = "cart-availability";

    private static final Definition SLO =
            new Definition.OfSlo("shop/cart-availability", Fuses.slo("99.9%"));
    private static final Definition FUSE = new Definition.OfFuse("shop/cart", Fuses.fuse());

    @Test
    void a_fuse_whose_objectives_exist_is_taken() {
        DefinitionSet set = DefinitionSet.of(List.of(FUSE, SLO));

        assertThat(set.fuses()).containsOnlyKeys(Fuses.id("cart"));
        assertThat(set.refused()).isEmpty();
    }

    @Test
    void a_fuse_that_names_an_objective_which_does_not_exist_is_refused() {
        DefinitionSet set = DefinitionSet.of(List.of(FUSE));

        assertThat(set.fuses()).isEmpty();
        assertThat(set.refused())
                .containsExactly(
                        refusedFuse(
                                "spec.slos[0].name",
                                "there is no ServiceLevelObjective shop/cart-availability"));
    }

    @Test
    void a_fuse_that_names_a_refused_objective_is_refused_with_that_reason() {
        Definition broken =
                refused(
                        "ServiceLevelObjective",
                        "shop/cart-availability",
                        "spec.objective",
                        "is required");

        DefinitionSet set = DefinitionSet.of(List.of(broken, FUSE));

        assertThat(set.refused())
                .contains(
                        refusedFuse(
                                "spec.slos[0].name",
                                "ServiceLevelObjective shop/cart-availability was refused"));
    }

    @Test
    void a_fuse_whose_burn_limit_no_canary_can_exceed_is_refused() {
        DefinitionSet set =
                DefinitionSet.of(
                        List.of(
                                new Definition.OfSlo("shop/cart-availability", Fuses.slo("90%")),
                                FUSE));

        assertThat(set.refused())
                .containsExactly(
                        refusedFuse(
                                "spec.policy.burnLimit",
                                "is 14.4: times the bad ratio that cart-availability (90%) allows it is 0.95 or more, which no canary can be shown to exceed"));
    }

    @Test
    void hosts_of_a_split_may_stand_behind_the_service_that_its_objectives_are_about() {
        Fuse hosts = Rollouts.HOSTS;
        DefinitionSet set =
                DefinitionSet.of(
                        List.of(
                                new Definition.OfSlo("slo", Fuses.slo("99.9%")),
                                new Definition.OfFuse("fuse", hosts)));

        Definitions definitions = set.resolved(fuse -> new Split.Unresolved("not yet"));

        assertThat(definitions.fusesOf(Fuses.id("cart"))).hasSize(1);
        for (String name : List.of("cart", "cart-stable", "cart-canary")) {
            assertThat(definitions.apexOf(Fuses.id(name))).isEqualTo(Fuses.id("cart"));
        }
        assertThat(definitions.apexOf(Fuses.id("pay"))).isEqualTo(Fuses.id("pay"));
    }

    @Test
    void an_objective_about_the_canarys_host_is_refused() {
        Slo ofCanary = slo("cart-canary", new Indicator.Availability());

        DefinitionSet set =
                DefinitionSet.of(
                        List.of(
                                new Definition.OfSlo("slo", ofCanary),
                                new Definition.OfFuse("shop/cart", Rollouts.HOSTS)));

        assertThat(set.refused())
                .containsExactly(
                        refusedFuse(
                                "spec.slos[0].name",
                                "ServiceLevelObjective shop/cart-availability is about service shop/cart-canary, but the fuse splits shop/cart-stable"));
    }

    @Test
    void a_fuse_whose_objective_is_about_another_service_is_refused() {
        Slo ofCheckout = slo("checkout", new Indicator.Availability());

        DefinitionSet set =
                DefinitionSet.of(
                        List.of(new Definition.OfSlo("shop/cart-availability", ofCheckout), FUSE));

        assertThat(set.refused())
                .containsExactly(
                        refusedFuse(
                                "spec.slos[0].name",
                                "ServiceLevelObjective shop/cart-availability is about service shop/checkout, but the fuse splits shop/cart"));
    }

    @Test
    void a_fuse_judges_a_canary_by_an_objective_on_latency_too() {
        Slo latency = slo("cart", Indicator.Latency.parse("100ms"));

        DefinitionSet set =
                DefinitionSet.of(
                        List.of(new Definition.OfSlo("shop/cart-availability", latency), FUSE));

        assertThat(set.refused()).isEmpty();
    }

    @Test
    void of_two_definitions_of_one_identity_neither_is_taken() {
        DefinitionSet set =
                DefinitionSet.of(
                        List.of(
                                new Definition.OfSlo("a.yaml, document 1", Fuses.slo("99.9%")),
                                new Definition.OfSlo("b.yaml, document 2", Fuses.slo("99%"))));

        assertThat(set.slos()).isEmpty();
        assertThat(set.refused())
                .containsExactly(
                        refused(
                                "ServiceLevelObjective",
                                "a.yaml, document 1",
                                "metadata.name",
                                "ServiceLevelObjective shop/cart-availability is also defined by b.yaml, document 2"),
                        refused(
                                "ServiceLevelObjective",
                                "b.yaml, document 2",
                                "metadata.name",
                                "ServiceLevelObjective shop/cart-availability is also defined by a.yaml, document 1"));
    }

    @Test
    void one_bad_definition_never_stops_the_others() {
        DefinitionSet set =
                DefinitionSet.of(
                        List.of(refused("Fuse", "shop/other", "spec", "is required"), SLO, FUSE));

        assertThat(set.slos()).hasSize(1);
        assertThat(set.fuses()).hasSize(1);
        assertThat(set.refused()).hasSize(1);
    }

    @Test
    void listeners_hear_of_a_change_and_not_of_a_repetition() {
        List<Definitions> heard = new ArrayList<>();
        LiveDefinitions live = new LiveDefinitions(Splits.none("no cluster"));
        live.onChange(heard::add);

        live.replace(List.of(SLO, FUSE));
        live.replace(List.of(SLO, FUSE));
        live.refresh();

        assertThat(heard).containsExactly(live.current());
        assertThat(live.current().fuses().get(Fuses.id("cart")))
                .isEqualTo(
                        new ResolvedFuse(
                                Fuses.fuse(),
                                Fuses.id("cart"),
                                new Split.Unresolved("no cluster")));
    }

    /** The cart's objective, but about this. */
    private static Slo slo(String service, Indicator indicator) {
        Slo plain = Fuses.slo("99.9%");
        return new Slo(
                plain.id(),
                plain.generation(),
                Fuses.id(service),
                indicator,
                plain.objective(),
                plain.window(),
                plain.counting(),
                plain.alerting());
    }

    private static Definitions.Refused refusedFuse(String path, String reason) {
        return refused("Fuse", "shop/cart", path, reason);
    }

    private static Definitions.Refused refused(
            String kind, String name, String path, String reason) {
        String local = name.contains("/") ? name.substring(name.indexOf('/') + 1) : CART_SLO;
        return new Definitions.Refused(
                kind, name, Optional.of(Fuses.id(local)), List.of(new Fault(path, reason)));
    }
}
