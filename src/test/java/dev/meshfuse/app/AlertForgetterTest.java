package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.testing.Alerts;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AlertForgetterTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private final KnownAlerts known = new KnownAlerts();
    private final List<String> forgotten = new ArrayList<>();
    private CompletionStage<Void> kafka = CompletableFuture.completedFuture(null);
    private final AlertStore store =
            new AlertStore() {
                @Override
                public CompletionStage<Void> store(Collection<Alert> alerts) {
                    throw new AssertionError("nothing is stored");
                }

                @Override
                public CompletionStage<Void> forget(Collection<String> keys) {
                    forgotten.addAll(keys);
                    return kafka;
                }
            };

    @Test
    void what_nobody_has_told_of_for_as_long_as_is_set_is_forgotten() {
        Alert alert = Alerts.firing(Alerts.CART_FAILS, T0);
        Alerts.put(known, alert);

        at(T0.plusSeconds(3600)).forget();
        assertThat(forgotten).isEmpty();

        kafka = CompletableFuture.failedFuture(new IllegalStateException("away"));
        at(T0.plusSeconds(3601)).forget();
        at(T0.plusSeconds(3631)).forget();
        assertThat(forgotten)
                .as("found again when Kafka did not take it")
                .containsExactly(Alerts.key(alert), Alerts.key(alert));
    }

    private AlertForgetter at(Instant now) {
        return new AlertForgetter(
                known,
                store,
                StartupChecksTest.config(Map.of("meshfuse.alert.webhook.forget-after", "1h")),
                Clock.fixed(now, ZoneOffset.UTC));
    }
}
