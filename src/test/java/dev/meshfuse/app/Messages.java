package dev.meshfuse.app;

import static io.restassured.RestAssured.given;

import dev.meshfuse.testing.shop.ShopResource;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;

/** Messages of Alertmanager's webhook, to the running program. */
final class Messages {
    private Messages() {}

    static String firing(String name, String namespace, String service, Instant startsAt) {
        return alert("firing", name, namespace, service, startsAt, "0001-01-01T00:00:00Z");
    }

    static String resolved(
            String name, String namespace, String service, Instant startsAt, Instant endsAt) {
        return alert("resolved", name, namespace, service, startsAt, endsAt.toString());
    }

    private static String alert(
            String status,
            String name,
            String namespace,
            String service,
            Instant startsAt,
            String endsAt) {
        return """
        {
          "status": "%s",
          "labels": {
            "alertname": "%s",
            "destination_service_namespace": "%s",
            "destination_service_name": "%s"
          },
          "annotations": {"summary": "Too many requests fail."},
          "startsAt": "%s",
          "endsAt": "%s",
          "generatorURL": "http://prometheus:9090/graph"
        }
        """
                .formatted(status, name, namespace, service, startsAt, endsAt);
    }

    static String of(List<String> alerts) {
        return "{\"version\": \"4\", \"receiver\": \"meshfuse\", \"alerts\": [%s]}"
                .formatted(String.join(",", alerts));
    }

    /** Sends a message as Alertmanager does. */
    static Response send(String... alerts) {
        return as("Bearer " + ShopResource.ALERT_TOKEN, of(List.of(alerts)));
    }

    static Response as(String authorization, String body) {
        return given().header("Authorization", authorization)
                .contentType("application/json")
                .body(body)
                .post("/api/v1/alertmanager");
    }
}
