package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertResourceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final KnownAlerts known = new KnownAlerts();
    private final FakeAccess access = new FakeAccess();
    private Definitions defined =
            Shop.defined(Shop.fuse(1, Set.of(Fuse.Trigger.Alerts)), Shop.SPLIT);

    @BeforeEach
    void some() {
        Alerts.put(known, Alerts.firing(Alerts.CART_FAILS, NOW));
        Alerts.put(known, Alerts.firing(Map.of("alertname", "Watchdog"), NOW.minusSeconds(1)));
        Map<String, String> slow = Alerts.labels("alertname", "CartSlow");
        Alerts.put(known, Alerts.resolved(slow, NOW.minusSeconds(60), NOW));
    }

    @Test
    void an_alert_is_shown_with_what_it_is_about_and_who_hears_of_it() {
        List<AlertView> list = list();

        assertThat(list)
                .extracting(AlertView::name)
                .containsExactly("CartFails", "Watchdog", "CartSlow");
        AlertView first = list.getFirst();
        assertThat(first.fires()).isTrue();
        assertThat(first.service()).isEqualTo("shop/cart");
        assertThat(first.fuses()).containsExactly("shop/cart");
        assertThat(first.because()).isEqualTo("By the labels that are known.");
        assertThat(first.byLabels()).containsEntry("destination_service_name", "cart");
        AlertView nothing = list.get(1);
        assertThat(nothing.service()).isNull();
        assertThat(nothing.fuses()).isEmpty();
        assertThat(nothing.because())
                .isEqualTo("No label that is known names a service, an objective or a fuse.");
        assertThat(list.getLast().fires()).isFalse();
        assertThat(list.getLast().endsAt()).isEqualTo(NOW);
    }

    @Test
    void a_fuse_without_the_trigger_is_not_among_those_that_hear() {
        defined = Shop.defined(Shop.fuse(), Shop.SPLIT);

        assertThat(list().getFirst().service()).isEqualTo("shop/cart");
        assertThat(list().getFirst().fuses()).isEmpty();
    }

    @Test
    void what_is_about_nothing_is_for_those_who_may_see_everything() {
        access.refused.add("list fuses.meshfuse.dev");
        assertThat(list()).extracting(AlertView::name).containsExactly("CartFails", "CartSlow");

        access.refused.add("list fuses.meshfuse.dev in namespace shop");
        assertThat(list()).isEmpty();
    }

    private List<AlertView> list() {
        return new AlertResource(known, () -> defined, access).list();
    }
}
