package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fuse hears of a budget that burns while its canary is called. */
class BudgetOnCanaryTest extends OfBudget {
    @Test
    void a_canary_that_makes_the_errors_explains_the_breach() {
        serve(Duration.ofMinutes(2), 900, 0, 100, 0);
        serve(OUTAGE, 900, 0, 0, 100);

        FuseInput.BudgetBurns burns = burns().getFirst();
        BurnAttribution found = burns.attribution();
        assertThat(heard).hasOnlyElementsOfType(FuseInput.BudgetBurns.class);
        assertThat(burns.fuse()).isEqualTo(Shop.CART);
        assertThat(burns.episode()).isEqualTo("budget/" + found.breach() + "/cart");
        assertThat(found.breach()).startsWith("shop/cart-availability@");
        assertThat(found.explained()).isTrue();
        assertThat(found.finds()).isEqualTo("Canary");
        assertThat(found.tier()).isEqualTo("page-1h");
        assertThat(found.shortWindow()).isEqualTo("PT5M");
        assertThat(found.canary()).isEqualTo(new BurnAttribution.Side(3000, 3000));
        assertThat(found.stable()).isEqualTo(new BurnAttribution.Side(27_000, 0));
        assertThat(found.whole()).isEqualTo(new BurnAttribution.Side(30_000, 3000));
        assertThat(found.canaryShare()).isEqualTo(1);
        assertThat(found.shortBurn()).isGreaterThan(14.4);
        assertThat(found.canaryIdentity()).isEqualTo("c1");
        assertThat(found.firstBadAt()).isAfter(found.countedSince()).isBefore(burns.at());
    }

    @Test
    void it_is_said_again_as_long_as_it_stands_and_of_the_same_episode() {
        serve(OUTAGE, 900, 0, 0, 100);

        List<Instant> times = burns().stream().map(FuseInput::at).toList();

        assertThat(times).hasSizeGreaterThan(3);
        assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(EACH);
        assertThat(burns())
                .extracting(FuseInput::episode)
                .containsOnly(burns().getFirst().episode());
    }

    @Test
    void it_is_not_said_again_with_every_block() {
        serve(OUTAGE, 900, 0, 0, 100);
        heard.clear();

        for (int second = 1; second <= 10; second++) {
            step(Duration.ofSeconds(1), 90, 0, 0, 10);
        }

        assertThat(burns()).hasSize(2);
    }

    @Test
    void when_the_canary_is_out_of_traffic_it_is_quiet_and_released_and_its_errors_are_past() {
        serve(OUTAGE, 900, 0, 0, 100);
        String episode = burns().getFirst().episode();
        heard.clear();
        serve(Duration.ofMinutes(1), 1000, 0, 0, 0);

        assertThat(heard)
                .filteredOn(input -> !(input instanceof FuseInput.BudgetBurns))
                .hasSize(2)
                .allSatisfy(input -> assertThat(input.episode()).isEqualTo(episode))
                .hasExactlyElementsOfTypes(
                        FuseInput.CanaryQuiet.class, FuseInput.CanaryReleased.class);
        assertThat(store.tracks.values()).extracting(slot -> slot.canary().bad()).containsOnly(0L);

        heard.clear();
        serve(Duration.ofMinutes(1), 900, 0, 100, 0);
        assertThat(burns())
                .isNotEmpty()
                .allSatisfy(again -> {
                    assertThat(again.attribution().canary().bad()).isZero();
                    assertThat(again.attribution().explained()).isFalse();
                });
    }

    @Test
    void a_dependency_that_hits_both_sides_is_a_doubt_until_the_breach_is_over() {
        serve(Duration.ofMinutes(2), 900, 0, 100, 0);
        serve(OUTAGE, 720, 180, 80, 20);

        assertThat(burns())
                .isNotEmpty()
                .allSatisfy(input -> {
                    assertThat(input.attribution().finds()).isEqualTo("Shared");
                    assertThat(input.attribution().explained()).isFalse();
                    assertThat(input.reason())
                            .startsWith(
                                    "The canary does not explain that the budget burns: 0% of the excess");
                });
        String episode = burns().getFirst().episode();
        heard.clear();
        serve(Duration.ofMinutes(12), 900, 0, 100, 0);

        assertThat(heard.getLast())
                .isInstanceOfSatisfying(
                        FuseInput.CanaryReleased.class,
                        released -> {
                            assertThat(released.episode()).isEqualTo(episode);
                            assertThat(released.reason())
                                    .startsWith("The breach shop/cart-availability@")
                                    .endsWith(" is over.");
                        });
        assertThat(burns())
                .as("while it is not over the canary gets no more, but nothing trips")
                .isNotEmpty()
                .noneMatch(input -> input.attribution().explained())
                .anyMatch(input -> input.attribution().finds().equals("FiresNoMore"));
    }

    @Test
    void a_canary_that_burnt_is_no_more_to_blame_once_its_page_has_stopped_to_fire() {
        serve(OUTAGE, 900, 0, 0, 100);
        heard.clear();
        serve(Duration.ofMinutes(7), 900, 0, 100, 0);

        assertThat(burns())
                .extracting(FuseInput.BudgetBurns::attribution)
                .filteredOn(found -> !found.fires())
                .as("also where the short window still remembers what the canary did")
                .anyMatch(found -> found.canaryShare() == 1)
                .noneMatch(BurnAttribution::explained);
    }

    @Test
    void failures_on_neither_side_are_nobodys() {
        for (int i = 0; i < 60; i++) {
            now = now.plus(EACH);
            take(Requests.toCart(), 900);
            take(Requests.toCanary().code("503"), 100);
            take(Requests.toCart().to("unknown", "unknown").code("503").flags("UF"), 60);
            hear(ledger.closeBlock(now, defined));
        }

        assertThat(burns())
                .isNotEmpty()
                .allSatisfy(input -> {
                    assertThat(input.attribution().finds()).isEqualTo("Unplaced");
                    assertThat(input.attribution().unplacedBad()).isPositive();
                    assertThat(input.attribution().explained()).isFalse();
                });
    }

    @Test
    void errors_from_before_a_canary_are_not_its_own() {
        serve(OUTAGE, 900, 0, 0, 100);
        String episode = burns().getFirst().episode();
        heard.clear();
        defined = of(fuse(Set.of(Fuse.Trigger.Budget), FusePolicy.DEFAULT), Shop.running("c2"));
        serve(Duration.ofMinutes(1), 900, 0, 0, 100);

        assertThat(heard.getFirst())
                .isEqualTo(
                        new FuseInput.CanaryReleased(
                                Shop.CART,
                                episode,
                                heard.getFirst().at(),
                                "The canary was replaced, or is counted in another way."));
        BurnAttribution found = burns().getFirst().attribution();
        assertThat(found.canaryIdentity()).isEqualTo("c2");
        assertThat(found.canary().requests()).isLessThanOrEqualTo(200);
        assertThat(found.unplacedBad()).isGreaterThan(2500);
        assertThat(found.explained()).isFalse();
        assertThat(store.tracks.values())
                .extracting(TrackSlot::since)
                .containsOnly(found.countedSince());
    }

    @Test
    void while_nobody_can_be_read_nobody_is_to_blame() {
        serve(OUTAGE, 900, 0, 0, 100);
        heard.clear();
        for (int i = 0; i < 3; i++) {
            now = now.plus(EACH);
            hear(ledger.closeBlock(now, defined));
        }

        assertThat(burns()).isNotEmpty();
        assertThat(burns().getLast().attribution().finds()).isEqualTo("Unseen");
        assertThat(burns().getLast().attribution().explained()).isFalse();
        assertThat(burns().getLast().reason()).contains("too little is seen to say by whom: ");
    }

    @Test
    void a_breach_without_a_canary_in_traffic_concerns_no_fuse() {
        serve(OUTAGE, 0, 1000, 0, 0);

        assertThat(store.breaches).isNotEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void after_a_restart_it_goes_on_with_what_was_counted() {
        serve(OUTAGE, 900, 0, 0, 100);
        FuseInput.BudgetBurns before = burns().getLast();
        heard.clear();
        restart();
        serve(EACH, 900, 0, 0, 100);

        FuseInput.BudgetBurns after = burns().getFirst();
        assertThat(after.episode()).isEqualTo(before.episode());
        assertThat(after.attribution().canary().bad()).isGreaterThanOrEqualTo(2900);
        assertThat(after.attribution().countedSince())
                .isEqualTo(before.attribution().countedSince());
        assertThat(after.attribution().explained()).isTrue();
    }

    @Test
    void counts_whose_canary_is_not_known_after_a_restart_are_nobodys() {
        serve(OUTAGE, 900, 0, 0, 100);
        heard.clear();
        store.burns.clear();
        restart();
        serve(EACH, 900, 0, 0, 100);

        assertThat(burns().getFirst().attribution().finds()).isEqualTo("Unplaced");
        assertThat(store.tracks).hasSize(1);
    }

    @Test
    void no_more_is_kept_than_the_longest_short_window_of_a_page_needs() {
        serve(Duration.ofMinutes(40), 900, 0, 100, 0);

        assertThat(store.tracks).hasSize(180);
        assertThat(store.burns).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Evidence, true, false, false",
        "Budget, false, true, true",
        "Evidence+Budget, true, true, true",
        "Budget+Alerts, false, true, true",
        "Evidence+Alerts, true, false, true"
    })
    void a_fuse_hears_of_what_may_trip_it_only(
            String triggers, boolean evidence, boolean budget, boolean counted) {
        defined =
                triggered(
                        Set.of(triggers.split("\\+")).stream()
                                .map(Fuse.Trigger::valueOf)
                                .toArray(Fuse.Trigger[]::new));
        knowStable();
        for (int second = 0; second < 600; second++) {
            step(Duration.ofSeconds(1), 90, 0, 0, 10);
        }

        assertThat(heard.stream().anyMatch(FuseInput.CanaryBurns.class::isInstance))
                .isEqualTo(evidence);
        assertThat(heard.stream().anyMatch(FuseInput.BudgetBurns.class::isInstance))
                .isEqualTo(budget);
        assertThat(store.tracks.isEmpty()).isEqualTo(!counted);
    }

    @Test
    void a_fuse_that_loses_the_trigger_lets_go_of_the_canary() {
        serve(OUTAGE, 720, 180, 80, 20);
        String episode = burns().getFirst().episode();
        heard.clear();
        defined = triggered(Fuse.Trigger.Alerts);
        serve(EACH, 720, 180, 80, 20);

        assertThat(heard)
                .singleElement()
                .isInstanceOf(FuseInput.CanaryReleased.class)
                .extracting(FuseInput::episode)
                .isEqualTo(episode);
        assertThat(store.burns.values())
                .as("which canary is called is known still, for alerts")
                .singleElement()
                .extracting(BurnWatch::burn)
                .isNull();
    }

    @Test
    void a_fuse_that_is_deleted_hears_nothing_and_is_forgotten() {
        serve(OUTAGE, 720, 180, 80, 20);
        heard.clear();
        defined = new Definitions(BUDGET.slos(), Map.of(), List.of());
        serve(EACH, 720, 180, 80, 20);

        assertThat(heard).isEmpty();
        assertThat(store.tracks).isEmpty();
        assertThat(store.burns).isEmpty();
    }

    private void restart() {
        ServiceLedger other = new ServiceLedger(Shop.CART, BLOCK, store);
        other.restore(store.edges);
        store.breaches.values().forEach(other::restore);
        List.copyOf(store.tracks.values()).forEach(other::restore);
        store.burns.values().forEach(other::restore);
        ledger = other;
    }
}
