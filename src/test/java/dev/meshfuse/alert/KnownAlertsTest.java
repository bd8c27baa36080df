package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownAlertsTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final Map<String, String> LABELS = Alerts.CART_FAILS;
    private static final Duration KEPT = Duration.ofHours(5);

    private final KnownAlerts known = new KnownAlerts();

    @Test
    void an_alert_fires_until_it_is_resolved() {
        put(Alerts.firing(LABELS, T0));
        assertThat(known.firing("shop")).hasSize(1);
        assertThat(known.firing("bank")).isEmpty();

        put(Alerts.resolved(LABELS, T0, T0.plusSeconds(60)));

        assertThat(known.firing("shop")).isEmpty();
        assertThat(known.all())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.fires()).isFalse();
                    assertThat(one.alert().endsAt()).isEqualTo(T0.plusSeconds(60));
                });
    }

    @Test
    void a_late_repeat_of_what_was_resolved_changes_nothing() {
        put(Alerts.firing(LABELS, T0));
        put(Alerts.resolved(LABELS, T0, T0.plusSeconds(60)));
        put(Alerts.firing(LABELS, T0));
        put(Alerts.firing(LABELS, T0.plusSeconds(1)));

        assertThat(known.firing("shop")).isEmpty();
    }

    @Test
    void one_that_begins_again_fires_again() {
        put(Alerts.firing(LABELS, T0));
        put(Alerts.resolved(LABELS, T0, T0.plusSeconds(60)));
        put(Alerts.firing(LABELS, T0.plusSeconds(90)));

        assertThat(known.firing("shop"))
                .singleElement()
                .extracting(Alert::startsAt)
                .isEqualTo(T0.plusSeconds(90));
    }

    @Test
    void an_end_whose_beginning_another_alertmanager_puts_earlier_ends_it() {
        put(Alerts.firing(LABELS, T0.plusSeconds(2)));
        put(Alerts.resolved(LABELS, T0, T0.plusSeconds(60)));

        assertThat(known.firing("shop")).isEmpty();
    }

    @Test
    void an_end_without_a_time_ends_what_began_then() {
        put(Alerts.firing(LABELS, T0));
        put(Alerts.alert(LABELS, Alert.Status.RESOLVED, T0, null, T0));
        assertThat(known.firing("shop")).isEmpty();

        put(Alerts.firing(LABELS, T0.plusSeconds(1)));
        assertThat(known.firing("shop")).hasSize(1);
    }

    @Test
    void one_of_no_namespace_is_looked_for_in_all() {
        put(Alerts.firing(Alerts.labels("destination_service_namespace", ""), T0));

        assertThat(known.firing("shop")).hasSize(1);
        assertThat(known.firing("bank")).hasSize(1);
    }

    @Test
    void one_that_is_about_nothing_is_shown_and_counted_only() {
        put(Alerts.firing(Map.of("alertname", "Watchdog"), T0));

        assertThat(known.firing("shop")).isEmpty();
        assertThat(known.all()).hasSize(1);
        assertThat(known.size()).isEqualTo(1);
        assertThat(known.unnamed()).isEqualTo(1);
    }

    @Test
    void those_that_fire_are_shown_first_and_then_the_latest() {
        put(Alerts.firing(Alerts.labels("pod", "a"), T0));
        put(Alerts.firing(Alerts.labels("pod", "b"), T0.plusSeconds(1)));
        put(Alerts.resolved(Alerts.labels("pod", "c"), T0, T0.plusSeconds(2)));

        assertThat(known.all())
                .extracting(one -> one.alert().labels().get("pod"))
                .containsExactly("b", "a", "c");
    }

    @Test
    void what_nobody_tells_of_any_more_is_outdated() {
        Alert alert = Alerts.firing(LABELS, T0);
        put(alert);
        assertThat(known.outdated(KEPT, T0.plus(KEPT))).isEmpty();
        assertThat(known.outdated(KEPT, T0.plus(KEPT).plusMillis(1)))
                .containsExactly(Alerts.key(alert));

        put(Alerts.alert(LABELS, Alert.Status.FIRING, T0, null, T0.plusSeconds(10)));
        assertThat(known.outdated(KEPT, T0.plus(KEPT).plusMillis(1)))
                .as("it was told again meanwhile")
                .isEmpty();

        known.put(Alerts.key(alert), null);
        assertThat(known.all()).isEmpty();
        assertThat(known.firing("shop")).isEmpty();
        assertThat(known.size()).isZero();
    }

    @Test
    void what_newer_records_of_an_alert_have_overtaken_is_outdated() {
        Alert first = Alerts.firing(LABELS, T0);
        Alert firstEnd = Alerts.resolved(LABELS, T0, T0.plusSeconds(60));
        put(first);
        put(firstEnd);
        assertThat(known.outdated(KEPT, T0)).isEmpty();

        put(Alerts.firing(LABELS, T0.plusSeconds(90)));
        assertThat(known.outdated(KEPT, T0)).containsExactly(Alerts.key(first));

        put(Alerts.resolved(LABELS, T0.plusSeconds(90), T0.plusSeconds(99)));
        assertThat(known.outdated(KEPT, T0))
                .containsExactlyInAnyOrder(Alerts.key(first), Alerts.key(firstEnd));
    }

    @Property
    void in_whatever_order_and_how_often_records_come_the_same_is_known(long seed) {
        Random random = new Random(seed);
        List<Alert> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Map<String, String> labels = Alerts.labels("pod", "p" + random.nextInt(4));
            Instant starts = T0.plusSeconds(random.nextInt(100));
            records.add(
                    random.nextBoolean()
                            ? Alerts.firing(labels, starts)
                            : Alerts.resolved(
                                    labels, starts, starts.plusSeconds(random.nextInt(50))));
        }
        records.forEach(this::put);
        KnownAlerts other = new KnownAlerts();
        // Of the records of one key the latest is what the topic keeps.
        Map<String, Alert> byKey = new HashMap<>();
        records.forEach(record -> byKey.put(Alerts.key(record), record));
        List<Alert> again = new ArrayList<>(byKey.values());
        again.addAll(List.copyOf(again));
        Collections.shuffle(again, random);
        again.forEach(alert -> Alerts.put(other, alert));

        assertThat(fires(other)).isEqualTo(fires(known));
        assertThat(other.outdated(KEPT, T0))
                .containsExactlyInAnyOrderElementsOf(known.outdated(KEPT, T0));
        known.outdated(KEPT, T0).forEach(key -> known.put(key, null));
        assertThat(fires(known)).as("what is outdated is of no use").isEqualTo(fires(other));
        known.outdated(KEPT, T0.plus(KEPT).plusSeconds(1000)).forEach(key -> known.put(key, null));
        assertThat(known.all()).isEmpty();
        assertThat(known.unnamed()).isZero();
    }

    private static List<String> fires(KnownAlerts alerts) {
        return alerts.firing("shop").stream()
                .map(alert -> alert.fingerprint() + alert.startsAt())
                .sorted()
                .toList();
    }

    private void put(Alert alert) {
        Alerts.put(known, alert);
    }
}
