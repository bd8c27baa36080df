package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
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
import org.junit.jupiter.api.Test;

/** What a fuse hears of an alert that fires while its canary is called. */
class AlertOnCanaryTest extends OfAlerts {
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
}
