package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.FusePolicy.OnBudgetExhausted;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What a fuse hears of a budget that is used up. */
class BudgetSpentTest extends OfBudget {
    @Test
    void a_used_up_budget_holds_until_two_percent_of_it_are_back() {
        Slo hourly = hourly();
        defined = of(hourly, fuse(Set.of(Fuse.Trigger.Budget), FusePolicy.DEFAULT), Shop.SPLIT);
        serve(EACH, 888, 12, 100, 0);
        serve(OUTAGE, 894, 6, 100, 0);

        // 372 bad ones; of the whole hour 360 of 360,000 are allowed to be bad
        FuseInput.BudgetSpent spent = spent().getFirst();
        assertThat(spent.episode()).startsWith("spent/shop/cart-availability/cart@");
        assertThat(spent.canaryIdentity()).isEqualTo("c1");
        assertThat(spent.reason())
                .startsWith(
                        "The budget of shop/cart-availability is used up: 360 of 59000 requests")
                .endsWith("0.0 % of the budget is left.");
        assertThat(spent.budget().remainingRatio()).isEqualByComparingTo("0");
        assertThat(spent()).extracting(FuseInput::episode).containsOnly(spent.episode());
        heard.clear();
        serve(Duration.ofMinutes(52), 900, 0, 100, 0);

        assertThat(heard)
                .filteredOn(FuseInput.CanaryReleased.class::isInstance)
                .filteredOn(input -> input.episode().equals(spent.episode()))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.type(FuseInput.CanaryReleased.class))
                .extracting(FuseInput.CanaryReleased::reason)
                .as("not yet at 354 bad ones, of which 1.6 % are left")
                .isEqualTo(
                        "The budget of shop/cart-availability is back. 3.3 % of the budget is left.");
        assertThat(Duration.between(spent.at(), spent().getLast().at())).isGreaterThan(OUTAGE);
    }

    @Test
    void a_fuse_whose_policy_ignores_it_is_not_held_by_a_used_up_budget() {
        FusePolicy ignoring = policy(OnBudgetExhausted.Ignore);
        defined = of(hourly(), fuse(Set.of(Fuse.Trigger.Budget), ignoring), Shop.SPLIT);
        serve(Duration.ofMinutes(5), 870, 30, 100, 0);
        assertThat(spent()).isEmpty();

        defined = of(hourly(), fuse(Set.of(Fuse.Trigger.Budget), FusePolicy.DEFAULT), Shop.SPLIT);
        serve(EACH, 870, 30, 100, 0);
        String episode = spent().getFirst().episode();
        heard.clear();
        defined = of(hourly(), fuse(Set.of(Fuse.Trigger.Budget), ignoring), Shop.SPLIT);
        serve(EACH, 870, 30, 100, 0);

        assertThat(heard)
                .filteredOn(FuseInput.CanaryReleased.class::isInstance)
                .extracting(FuseInput::episode)
                .containsExactly(episode);
        assertThat(spent()).isEmpty();
    }
}
