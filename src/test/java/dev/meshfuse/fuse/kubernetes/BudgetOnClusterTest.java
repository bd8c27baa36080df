package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import org.junit.jupiter.api.Test;

/** A budget that burns, or is used up, and the objects in the cluster. */
class BudgetOnClusterTest extends OnCluster {
    @Test
    void a_canary_that_explains_a_breach_is_taken_out_by_one_patch() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);

        actor.answer(budgetBurns(true));
        actor.answer(budgetBurns(true));

        assertThat(weights()).containsExactly(100, 0);
        assertThat(shifts()).hasSize(1);
        assertThat(events)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo(FuseEvent.Type.TRIPPED);
                    assertThat(event.episode()).isEqualTo("budget/b1/cart");
                    assertThat(event.burn()).isNotNull();
                });
    }

    @Test
    void two_reasons_hold_the_weights_until_both_are_over_and_survive_a_restart() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        actor.answer(budgetBurns(false));
        actor.answer(budgetSpent());
        actor.answer(released("budget/b1/cart"));
        kubernetes.apply(VIRTUAL_SERVICE.replace("weight: 90", "weight: 50").replace("10}", "50}"));

        actor.answer(budgetSpent());

        assertThat(weights()).containsExactly(90, 10);
        assertThat(mesh.open(Shop.CART).observed().memory().hold())
                .isNotNull()
                .satisfies(hold -> {
                    assertThat(hold.isFor("spent/b1/cart")).isTrue();
                    assertThat(hold.isFor("budget/b1/cart")).isFalse();
                });
        actor.answer(released("spent/b1/cart"));
        kubernetes.apply(VIRTUAL_SERVICE.replace("weight: 90", "weight: 50").replace("10}", "50}"));
        actor.answer(released("spent/b1/cart"));
        assertThat(weights()).containsExactly(50, 50);
        assertThat(mesh.open(Shop.CART).observed().memory().hold()).isNull();
        assertThat(events)
                .extracting(event -> event.type() + " " + event.episode())
                .containsExactly(
                        "HELD budget/b1/cart",
                        "HELD spent/b1/cart",
                        "RELEASED budget/b1/cart",
                        "HELD spent/b1/cart/1",
                        "RELEASED spent/b1/cart");
    }

    @Test
    void a_trip_ends_all_reasons_to_hold() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        actor.answer(budgetSpent());
        actor.answer(budgetBurns(false));

        actor.answer(budgetBurns(true));

        assertThat(weights()).containsExactly(100, 0);
        assertThat(mesh.open(Shop.CART).observed().memory().hold()).isNull();
        actor.answer(released("spent/b1/cart"));
        assertThat(weights()).containsExactly(100, 0);
        assertThat(events).last().extracting(FuseEvent::type).isEqualTo(FuseEvent.Type.TRIPPED);
    }

    private static FuseInput released(String episode) {
        return new FuseInput.CanaryReleased(Shop.CART, episode, NOW, "It is over.");
    }
}
