package dev.meshfuse.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefaultObjectivesTest {
    private static final ResourceId CART = Fuses.id("cart");

    @Test
    void a_service_gets_one_objective_on_availability_and_one_on_latency() {
        DefinitionSet set = DefinitionSet.of(DefaultObjectives.beside(List.of(), Set.of(CART)));

        assertThat(set.slos())
                .containsOnlyKeys(Fuses.id("cart-availability"), Fuses.id("cart-latency"));
        Slo available = Objects.requireNonNull(set.slos().get(Fuses.id("cart-availability")));
        assertThat(available.service()).isEqualTo(CART);
        assertThat(available.objective()).hasToString("99.9%");
        assertThat(available.alerting()).isEqualTo(Alerting.GOOGLE_SRE);
        Slo fast = Objects.requireNonNull(set.slos().get(Fuses.id("cart-latency")));
        assertThat(fast.objective()).hasToString("99%");
        assertThat(fast.indicator()).isEqualTo(Indicator.Latency.parse("100ms"));
    }

    @Test
    void an_object_of_the_name_wins_and_the_other_default_stays() {
        Slo own = Fuses.slo("95%");
        List<Definition> written = List.of(new Definition.OfSlo("shop/cart-availability", own));

        DefinitionSet set = DefinitionSet.of(DefaultObjectives.beside(written, Set.of(CART)));

        assertThat(set.slos().get(own.id())).isEqualTo(own);
        assertThat(set.slos()).hasSize(2);
        assertThat(DefaultObjectives.hidden(written, Set.of(CART))).isEmpty();
    }

    @Test
    void a_faulty_object_of_the_name_wins_too_which_is_said() {
        List<Definition> written =
                List.of(
                        new Definitions.Refused(
                                DefinitionReader.SLO,
                                "shop/cart-availability",
                                Optional.of(Fuses.id("cart-availability")),
                                List.of(new Fault("spec", "is required"))));

        DefinitionSet set = DefinitionSet.of(DefaultObjectives.beside(written, Set.of(CART)));

        assertThat(set.slos()).containsOnlyKeys(Fuses.id("cart-latency"));
        assertThat(DefaultObjectives.hidden(written, Set.of(CART)))
                .containsOnlyKeys(Fuses.id("cart-availability"))
                .containsValue(
                        "It has the name of a default objective of service shop/cart, which is therefore not kept.");
    }

    @Test
    void an_object_about_another_service_wins_too_which_is_said() {
        ResourceId other = Fuses.id("cart-availability");
        Slo ofCart = DefaultObjectives.of(CART).getFirst();
        Slo own =
                new Slo(
                        ofCart.id(),
                        1,
                        Fuses.id("payment"),
                        ofCart.indicator(),
                        ofCart.objective(),
                        ofCart.window(),
                        ofCart.counting(),
                        ofCart.alerting());
        List<Definition> written = List.of(new Definition.OfSlo("shop/cart-availability", own));

        assertThat(DefinitionSet.of(DefaultObjectives.beside(written, Set.of(CART))).slos())
                .containsEntry(other, own);
        assertThat(DefaultObjectives.hidden(written, Set.of(CART))).containsOnlyKeys(other);
    }

    @Test
    void a_fuse_may_name_a_default() {
        DefinitionSet set =
                DefinitionSet.of(
                        DefaultObjectives.beside(
                                List.of(new Definition.OfFuse("shop/cart", Fuses.fuse())),
                                Set.of(CART)));

        assertThat(set.refused()).isEmpty();
        assertThat(set.fuses()).containsOnlyKeys(CART);
    }

    @Test
    void the_service_of_a_canary_gets_none() {
        Fuse fuse = Fuses.fuse(new Destination("cart", null), new Destination("cart-canary", null));

        DefinitionSet set =
                DefinitionSet.of(
                        DefaultObjectives.beside(
                                List.of(new Definition.OfFuse("shop/cart", fuse)),
                                Set.of(CART, Fuses.id("cart-canary"))));

        assertThat(set.slos())
                .containsOnlyKeys(Fuses.id("cart-availability"), Fuses.id("cart-latency"));
    }
}
