package dev.meshfuse.stream;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** The cart with a fuse that listens to alerts. */
abstract class OfAlerts extends OfBudget {
    static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    void listens() {
        defined = triggered(Fuse.Trigger.Alerts);
    }

    Alert fires(Map<String, String> labels) {
        Alert alert = Alerts.firing(labels, now);
        Alerts.put(store.known, alert);
        return alert;
    }

    List<FuseInput.AlertFires> alerts() {
        return heard.stream()
                .filter(FuseInput.AlertFires.class::isInstance)
                .map(FuseInput.AlertFires.class::cast)
                .toList();
    }

    String episode() {
        return alerts().getFirst().episode();
    }

    void restart() {
        ServiceLedger other = new ServiceLedger(Shop.CART, BLOCK, store);
        other.restore(store.edges);
        store.breaches.values().forEach(other::restore);
        List.copyOf(store.tracks.values()).forEach(other::restore);
        store.burns.values().forEach(other::restore);
        store.heardAlerts.values().forEach(other::restore);
        ledger = other;
    }
}
