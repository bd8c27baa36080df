package dev.meshfuse.testing;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.Alert.Status;
import dev.meshfuse.alert.Fingerprint;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Mapping;
import dev.meshfuse.event.kafka.StateKeys;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts about the cart of the shop, as Alertmanager tells them. */
public final class Alerts {
    public static final Map<String, String> CART_FAILS =
            Map.of(
                    "alertname", "CartFails",
                    "destination_service_name", "cart",
                    "destination_service_namespace", "shop",
                    "severity", "page");

    private static final Mapping MAPPING = new Mapping(Shop.CLUSTER, List.of());

    private Alerts() {}

    /** These labels with some changed; one that is empty is taken away. */
    public static Map<String, String> labels(String... changes) {
        Map<String, String> labels = new LinkedHashMap<>(CART_FAILS);
        for (int i = 0; i < changes.length; i += 2) {
            labels.put(changes[i], changes[i + 1]);
        }
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    public static Alert firing(Map<String, String> labels, Instant startsAt) {
        return alert(labels, Status.FIRING, startsAt, null, startsAt);
    }

    public static Alert resolved(Map<String, String> labels, Instant startsAt, Instant endsAt) {
        return alert(labels, Status.RESOLVED, startsAt, endsAt, endsAt);
    }

    public static Alert alert(
            Map<String, String> labels,
            Status status,
            Instant startsAt,
            @Nullable Instant endsAt,
            Instant receivedAt) {
        return new Alert(
                Fingerprint.of(labels),
                status,
                startsAt,
                endsAt,
                labels,
                "The cart fails.",
                "http://prometheus:9090/graph",
                "meshfuse",
                0,
                receivedAt,
                MAPPING.map(labels));
    }

    /** Its record on the topic of states. */
    public static String key(Alert alert) {
        return StateKeys.alert(alert.fingerprint(), alert.startsAt(), alert.status().name());
    }

    /** Makes it known. */
    public static void put(KnownAlerts known, Alert alert) {
        known.put(key(alert), alert);
    }
}
