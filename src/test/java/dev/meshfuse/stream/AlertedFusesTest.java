package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which fuse hears of which alert, and by which objective. */
class AlertedFusesTest extends OfAlerts {
    @ParameterizedTest
    @CsvSource({
        "destination_service_name, catalog, false",
        "destination_service_namespace, bank, false",
        "slo, cart-availability, true",
        "slo, other-availability, false",
        "slo, unheard-of, true",
        "fuse, cart, true",
        "fuse, other, false",
        "alertname, MeshfuseFuseHeld, false",
        "cluster, elsewhere, false",
        "cluster, Kubernetes, true"
    })
    void a_fuse_hears_of_what_is_about_it_only(String label, String value, boolean heardOf) {
        defined = withAnother();
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        fires(Alerts.labels(label, value));
        serve(EACH, 900, 0, 100, 0);

        assertThat(alerts().stream().anyMatch(input -> input.fuse().equals(Shop.CART)))
                .isEqualTo(heardOf);
    }

    @ParameterizedTest
    @EnumSource(Fuse.Trigger.class)
    void a_fuse_without_the_trigger_hears_nothing_of_it(Fuse.Trigger trigger) {
        defined = triggered(trigger);
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 100, 0);

        assertThat(alerts().isEmpty()).isEqualTo(trigger != Fuse.Trigger.Alerts);
    }

    @Test
    void a_fuse_that_loses_the_trigger_lets_go_of_the_canary() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 100, 0);
        String episode = episode();
        heard.clear();
        defined = triggered(Fuse.Trigger.Budget);
        serve(EACH, 900, 0, 100, 0);

        assertThat(heard)
                .singleElement()
                .isInstanceOf(FuseInput.CanaryReleased.class)
                .extracting(FuseInput::episode)
                .isEqualTo(episode);
        assertThat(store.heardAlerts).isEmpty();
    }

    @Test
    void of_many_alerts_the_oldest_are_said_until_one_ends() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        for (int i = 0; i < 12; i++) {
            Alerts.put(
                    store.known, Alerts.firing(Alerts.labels("pod", "p" + i), now.minusSeconds(i)));
        }
        step(Duration.ofSeconds(1), 90, 0, 10, 0);
        assertThat(alerts()).hasSize(ServiceAlerts.MOST_SAID);
        assertThat(alerts())
                .noneMatch(input -> input.alert().startsAt().isAfter(now.minusSeconds(3)));
        FuseInput.AlertFires first = alerts().getFirst();
        heard.clear();

        Alerts.put(
                store.known,
                Alerts.resolved(Alerts.labels("pod", "p11"), first.alert().startsAt(), now));
        step(Duration.ofSeconds(1), 90, 0, 10, 0);

        assertThat(heard).hasSize(2);
        assertThat(heard.getFirst()).isInstanceOf(FuseInput.CanaryReleased.class);
        assertThat(alerts())
                .singleElement()
                .extracting(input -> input.alert().startsAt())
                .isEqualTo(now.minusSeconds(3));
    }

    @Test
    void the_objective_by_which_the_canary_explains_the_errors_decides() {
        Slo quick =
                new Slo(
                        Shop.id("cart-latency"),
                        1,
                        Shop.CART,
                        new Indicator.Latency(Duration.ofMillis(100)),
                        Shop.slo().objective(),
                        Shop.slo().window(),
                        Shop.slo().counting(),
                        Shop.slo().alerting());
        Fuse one = Shop.fuse(1, Set.of(Fuse.Trigger.Alerts));
        Fuse both =
                new Fuse(
                        one.id(),
                        1,
                        List.of(quick.id(), Shop.slo().id()),
                        one.target(),
                        one.stable(),
                        one.canary(),
                        one.triggers(),
                        one.mode(),
                        one.policy());
        defined =
                new Definitions(
                        Map.of(quick.id(), quick, Shop.slo().id(), Shop.slo()),
                        Map.of(both.id(), new ResolvedFuse(both, Shop.CART, Shop.SPLIT)),
                        List.of());
        serve(Duration.ofMinutes(5), 900, 0, 0, 100);
        fires(Alerts.CART_FAILS);
        fires(Alerts.labels("slo", "cart-latency"));
        step(Duration.ofSeconds(1), 90, 0, 0, 10);

        assertThat(alerts()).hasSize(2);
        assertThat(alerts())
                .filteredOn(input -> input.alert().labels().containsKey("slo"))
                .singleElement()
                .satisfies(input -> {
                    assertThat(input.alert().errors().slo()).isEqualTo("shop/cart-latency");
                    assertThat(input.alert().errors().explained()).isFalse();
                });
        assertThat(alerts())
                .filteredOn(input -> !input.alert().labels().containsKey("slo"))
                .singleElement()
                .satisfies(input -> {
                    assertThat(input.alert().errors().slo()).isEqualTo("shop/cart-availability");
                    assertThat(input.alert().errors().explained()).isTrue();
                });
    }

    /** The cart has another fuse, with an objective of its own. */
    private static Definitions withAnother() {
        Slo plain = Shop.slo();
        ResourceId otherSlo = Shop.id("other-availability");
        Slo second =
                new Slo(
                        otherSlo,
                        1,
                        Shop.CART,
                        plain.indicator(),
                        plain.objective(),
                        plain.window(),
                        plain.counting(),
                        plain.alerting());
        Fuse first = Shop.fuse(1, Set.of(Fuse.Trigger.Alerts));
        Fuse other =
                new Fuse(
                        Shop.id("other"),
                        1,
                        List.of(otherSlo),
                        first.target(),
                        first.stable(),
                        first.canary(),
                        first.triggers(),
                        first.mode(),
                        first.policy());
        return new Definitions(
                Map.of(plain.id(), plain, otherSlo, second),
                Map.of(
                        first.id(),
                        new ResolvedFuse(first, Shop.CART, Shop.SPLIT),
                        other.id(),
                        new ResolvedFuse(other, Shop.CART, Shop.SPLIT)),
                List.of());
    }
}
