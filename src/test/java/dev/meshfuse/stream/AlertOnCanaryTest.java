package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fuse hears of an alert that fires while its canary is called. */
class AlertOnCanaryTest extends OfBudget {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void listens() {
        defined = triggered(Fuse.Trigger.Alerts);
    }

    @Test
    void a_canary_that_makes_the_errors_is_to_blame() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        serve(MINUTE, 900, 0, 0, 100);
        Alert alert = fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 0, 100);

        FuseInput.AlertFires input = alerts().getFirst();
        AlertEvidence told = input.alert();
        assertThat(heard).hasSize(1);
        assertThat(input.fuse()).isEqualTo(Shop.CART);
        assertThat(input.at()).isEqualTo(now);
        assertThat(input.episode())
                .isEqualTo("alert/%s@%s/cart".formatted(alert.fingerprint(), alert.startsAt()));
        assertThat(input.reason())
                .startsWith("The alert CartFails fires. The canary explains the errors: ");
        assertThat(told.name()).isEqualTo("CartFails");
        assertThat(told.startsAt()).isEqualTo(alert.startsAt());
        assertThat(told.generatorUrl()).isEqualTo("http://prometheus:9090/graph");
        assertThat(told.labels())
                .isEqualTo(
                        Map.of(
                                "destination_service_name", "cart",
                                "destination_service_namespace", "shop"));
        AlertEvidence.Errors errors = told.errors();
        assertThat(errors.explained()).isTrue();
        assertThat(errors.finds()).isEqualTo("Canary");
        assertThat(errors.slo()).isEqualTo("shop/cart-availability");
        assertThat(errors.window()).isEqualTo("PT5M");
        assertThat(errors.canary()).isEqualTo(new BurnAttribution.Side(3000, 700));
        assertThat(errors.stable()).isEqualTo(new BurnAttribution.Side(27_000, 0));
        assertThat(errors.whole()).isEqualTo(new BurnAttribution.Side(30_000, 700));
        assertThat(errors.canaryShare()).isEqualTo(1);
        assertThat(errors.canaryIdentity()).isEqualTo("c1");
        assertThat(errors.firstBadAt()).isBefore(alert.startsAt());
    }

    @Test
    void a_dependency_of_both_sides_is_a_doubt_that_ends_with_the_alert() {
        serve(Duration.ofMinutes(5), 720, 180, 80, 20);
        Alert alert = fires(Alerts.CART_FAILS);
        serve(MINUTE, 720, 180, 80, 20);
        assertThat(alerts()).isNotEmpty().noneMatch(input -> input.alert().errors().explained());
        assertThat(alerts().getFirst().alert().errors().finds()).isEqualTo("Shared");
        String episode = alerts().getFirst().episode();
        heard.clear();

        Alerts.put(store.known, Alerts.resolved(alert.labels(), alert.startsAt(), now));
        serve(MINUTE, 720, 180, 80, 20);

        assertThat(heard)
                .containsExactly(
                        new FuseInput.CanaryReleased(
                                Shop.CART,
                                episode,
                                heard.getFirst().at(),
                                "The alert CartFails is over, or was forgotten."));
        assertThat(store.heardAlerts).isEmpty();
    }

    @Test
    void an_alert_that_is_about_no_errors_holds() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 100, 0);

        assertThat(alerts()).hasSize(1);
        assertThat(alerts().getFirst().alert().errors().finds()).isEqualTo("Shared");
    }

    @Test
    void it_is_said_again_every_five_seconds_with_new_numbers() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        fires(Alerts.CART_FAILS);
        for (int i = 0; i < 21; i++) {
            step(Duration.ofSeconds(1), 90, 0, 0, 10);
        }

        // Said as a doubt, at once again when the canary explains it, and then each five seconds.
        List<Instant> explained =
                alerts().stream()
                        .filter(input -> input.alert().errors().explained())
                        .map(FuseInput::at)
                        .toList();
        assertThat(explained).hasSizeGreaterThan(3);
        for (int i = 1; i < explained.size(); i++) {
            assertThat(Duration.between(explained.get(i - 1), explained.get(i)))
                    .isEqualTo(Duration.ofSeconds(5));
        }
        assertThat(alerts()).extracting(FuseInput::episode).containsOnly(episode());
    }

    @Test
    void the_same_message_twice_and_a_late_repeat_change_nothing() {
        serve(Duration.ofMinutes(5), 900, 0, 100, 0);
        Alert alert = fires(Alerts.CART_FAILS);
        Alerts.put(store.known, alert);
        step(Duration.ofSeconds(1), 90, 0, 10, 0);
        assertThat(alerts()).hasSize(1);
        Alerts.put(store.known, Alerts.resolved(alert.labels(), alert.startsAt(), now));
        step(Duration.ofSeconds(1), 90, 0, 10, 0);
        heard.clear();

        Alerts.put(store.known, alert);
        serve(MINUTE, 900, 0, 100, 0);

        assertThat(heard).isEmpty();
    }

    @Test
    void a_canary_that_gets_no_requests_ends_it_and_is_proven_quiet() {
        serve(Duration.ofMinutes(5), 900, 0, 0, 100);
        fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 0, 100);
        String episode = episode();
        Instant last = now;
        heard.clear();
        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(1);
            take(Requests.toCart(), 90);
            take(Requests.toCanary(), 0);
            hear(ledger.closeBlock(now, defined));
        }

        assertThat(heard)
                .filteredOn(input -> !(input instanceof FuseInput.AlertFires))
                .hasSize(2)
                .satisfiesExactly(
                        quiet ->
                                assertThat(quiet)
                                        .isEqualTo(
                                                new FuseInput.CanaryQuiet(
                                                        Shop.CART, episode, quiet.at(), last)),
                        released ->
                                assertThat(released)
                                        .isInstanceOf(FuseInput.CanaryReleased.class)
                                        .extracting(FuseInput::episode)
                                        .isEqualTo(episode));
        assertThat(store.heardAlerts).isEmpty();
    }

    @Test
    void an_alert_without_a_canary_in_traffic_concerns_no_fuse() {
        serve(Duration.ofMinutes(5), 0, 1000, 0, 0);
        fires(Alerts.CART_FAILS);
        serve(MINUTE, 0, 1000, 0, 0);

        assertThat(heard).isEmpty();
    }

    @Test
    void an_alert_that_fires_already_is_said_when_a_canary_comes() {
        fires(Alerts.CART_FAILS);
        serve(MINUTE, 900, 100, 0, 0);
        assertThat(heard).isEmpty();

        serve(EACH, 900, 100, 100, 0);

        assertThat(alerts()).hasSize(1);
    }

    @Test
    void another_canary_is_not_held_for_the_errors_of_the_first() {
        serve(Duration.ofMinutes(5), 900, 0, 0, 100);
        fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 0, 100);
        String episode = episode();
        heard.clear();
        defined = of(fuse(Set.of(Fuse.Trigger.Alerts), FusePolicy.DEFAULT), Shop.running("c2"));
        serve(EACH, 900, 0, 100, 0);

        assertThat(heard.getFirst())
                .isEqualTo(
                        new FuseInput.CanaryReleased(
                                Shop.CART,
                                episode,
                                now,
                                "The canary was replaced, or is counted in another way."));
        assertThat(alerts().getFirst().alert().errors().canaryIdentity()).isEqualTo("c2");
        assertThat(alerts().getFirst().alert().errors().explained()).isFalse();
    }

    @Test
    void while_nobody_can_be_read_nobody_is_to_blame() {
        serve(Duration.ofMinutes(5), 900, 0, 0, 100);
        fires(Alerts.CART_FAILS);
        for (int i = 0; i < 3; i++) {
            now = now.plus(EACH);
            hear(ledger.closeBlock(now, defined));
        }

        assertThat(alerts().getLast().alert().errors().finds()).isEqualTo("Unseen");
        assertThat(alerts().getLast().alert().errors().explained()).isFalse();
        assertThat(alerts().getLast().reason()).contains("Too little is seen");
    }

    @Test
    void after_a_restart_it_goes_on_and_a_resolve_meanwhile_is_told() {
        serve(Duration.ofMinutes(5), 900, 0, 0, 100);
        Alert alert = fires(Alerts.CART_FAILS);
        serve(EACH, 900, 0, 0, 100);
        String episode = episode();
        heard.clear();
        restart();
        serve(EACH, 900, 0, 0, 100);
        assertThat(alerts()).hasSize(1);
        assertThat(alerts().getFirst().episode()).isEqualTo(episode);
        assertThat(alerts().getFirst().alert().errors().explained()).isTrue();
        heard.clear();

        Alerts.put(store.known, Alerts.resolved(alert.labels(), alert.startsAt(), now));
        restart();
        serve(EACH, 900, 0, 0, 100);

        assertThat(heard)
                .singleElement()
                .isInstanceOf(FuseInput.CanaryReleased.class)
                .extracting(FuseInput::episode)
                .isEqualTo(episode);
    }

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

    private Alert fires(Map<String, String> labels) {
        Alert alert = Alerts.firing(labels, now);
        Alerts.put(store.known, alert);
        return alert;
    }

    private List<FuseInput.AlertFires> alerts() {
        return heard.stream()
                .filter(FuseInput.AlertFires.class::isInstance)
                .map(FuseInput.AlertFires.class::cast)
                .toList();
    }

    private String episode() {
        return alerts().getFirst().episode();
    }

    private void restart() {
        ServiceLedger other = new ServiceLedger(Shop.CART, BLOCK, store);
        other.restore(store.edges);
        store.breaches.values().forEach(other::restore);
        List.copyOf(store.tracks.values()).forEach(other::restore);
        store.burns.values().forEach(other::restore);
        store.heardAlerts.values().forEach(other::restore);
        ledger = other;
    }
}
