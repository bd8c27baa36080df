package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.fleet.Prometheus;
import dev.meshfuse.testing.alertmanager.AlertmanagerProcess;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Alertmanager tells, and what a fuse does about it that listens to nothing else. */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class AlertsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FUSE = "/api/v1/fuses/shop/cart";

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource("/api/v1/alertmanager")
    URI webhook;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @Inject
    AlertStore store;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @Inject
    KnownAlerts known;

    @SuppressWarnings("NullAway.Init") // below
    private TopicReader actions;

    @BeforeEach
    void customersCome() {
        actions = new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions");
        shop.kubernetes()
                .client()
                .genericKubernetesResources("meshfuse.dev/v1alpha1", "Fuse")
                .inNamespace(Shop.NAMESPACE)
                .withName("cart")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"triggers\": [\"Alerts\"]}}");
        shop.openDoors();
        long before = FailingCanary.countsNow().good();
        await("healthy traffic")
                .atMost(PATIENCE)
                .until(() -> FailingCanary.countsNow().good() > before + 300);
    }

    @AfterEach
    void asItWas() {
        shop.mend();
        shop.lockDoors();
        actions.close();
    }

    @Test
    void an_alert_whose_errors_the_canary_makes_trips_the_fuse_and_the_trip_is_proven() {
        Instant startsAt = now();
        shop.breakCanary(Fault.http(503, 0.8));
        await("failures").atMost(PATIENCE).until(() -> FailingCanary.countsNow().bad() > 20);

        Messages.send(Messages.firing("CartFails", "shop", "cart", startsAt))
                .then()
                .statusCode(202);

        JsonPath tripped = event("tripped", startsAt);
        assertThat(tripped.getString("alert.name")).isEqualTo("CartFails");
        assertThat(tripped.getString("alert.startsAt")).isEqualTo(startsAt.toString());
        assertThat(tripped.getString("alert.generatorUrl"))
                .isEqualTo("http://prometheus:9090/graph");
        assertThat(tripped.getBoolean("alert.errors.explained")).isTrue();
        assertThat(tripped.getString("episode")).startsWith("alert/");
        assertThat(weights()).containsExactly(100, 0);
        assertThat(event("verified", startsAt).getString("episode"))
                .isEqualTo(tripped.getString("episode"));
        reset(startsAt);
    }

    @Test
    void an_alert_whose_errors_are_everybodys_holds_the_canary_until_it_is_resolved() {
        Instant startsAt = now();
        shop.breakBoth(Fault.http(503, 0.2));
        long bad = FailingCanary.countsNow().bad();
        await("failures").atMost(PATIENCE).until(() -> FailingCanary.countsNow().bad() > bad + 50);

        Messages.send(Messages.firing("CartSlow", "shop", "cart", startsAt)).then().statusCode(202);

        JsonPath held = event("held", startsAt);
        assertThat(held.getBoolean("alert.errors.explained")).isFalse();
        assertThat(weights()).containsExactly(90, 10);

        Messages.send(Messages.resolved("CartSlow", "shop", "cart", startsAt, now()))
                .then()
                .statusCode(202);

        assertThat(event("released", startsAt).getString("episode"))
                .isEqualTo(held.getString("episode"));
    }

    @Test
    void prometheus_and_alertmanager_themselves_trip_the_fuse(@TempDir Path folder)
            throws IOException {
        Path program = prometheus();
        Path alertmanagerProgram = AlertmanagerProcess.programFor(AlertsTest.class);
        Instant began = now();
        try (AlertmanagerProcess alertmanager =
                        AlertmanagerProcess.start(
                                alertmanagerProgram,
                                Files.createDirectory(folder.resolve("alertmanager")),
                                routes(folder));
                Prometheus prometheus =
                        Prometheus.start(
                                program, folder, "prometheus", rules(folder, alertmanager))) {
            await().atMost(PATIENCE).until(prometheus::isReady);
            shop.breakCanary(Fault.http(503, 0.8));

            JsonPath tripped = event("tripped", began);

            assertThat(tripped.getString("alert.name")).isEqualTo("CartFailsForPrometheus");
            assertThat(tripped.getMap("alert.labels"))
                    .containsEntry("destination_service_name", "cart");
            String fingerprint = tripped.getString("alert.fingerprint");
            assertThat(alertmanager.alerts())
                    .as("its identity is the one that Alertmanager gives it")
                    .extracting((JsonNode alert) -> alert.path("fingerprint").textValue())
                    .contains(fingerprint);
            event("verified", began);
            shop.mend();
            await("Alertmanager tells that it is over")
                    .atMost(PATIENCE)
                    .until(() ->
                            Boolean.FALSE.equals(
                                    RestAssured.get("/api/v1/alerts")
                                            .jsonPath()
                                            .get(
                                                    "find { it.fingerprint == '%s' }.fires"
                                                            .formatted(fingerprint))));
        }
        reset(began);
    }

    @Test
    void what_it_takes_and_what_not_is_said_as_a_problem() throws IOException {
        Messages.as("Bearer nonsense", "{}")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer realm=\"meshfuse\"");
        String token = "Bearer " + ShopResource.ALERT_TOKEN;
        Messages.as(token, "{")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("not JSON"));
        Messages.as(token, "{\"a\": \"" + "x".repeat(1024 * 1024) + "\"}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        Messages.as(token, " ".repeat(16 * 1024 * 1024 + 1))
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
        RestAssured.given()
                .header("Authorization", token)
                .contentType("text/plain")
                .body("{}")
                .post(webhook)
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        assertThat(answerToABodyThatStopsComing(token))
                .as(
                        "nothing, as the connection is closed, or that it took too long: whichever is first")
                .isIn("", "HTTP/1.1 408 Request");
    }

    @Test
    void ten_thousand_alerts_at_once_are_answered_and_bounded() {
        String[] alerts =
                Collections.nCopies(10_000, "").stream()
                        .map(any -> Messages.firing("Many" + System.nanoTime(), "", "", now()))
                        .toArray(String[]::new);

        Messages.send(alerts)
                .then()
                .statusCode(202)
                .body("malformed", equalTo(0))
                .body("noRoom", org.hamcrest.Matchers.greaterThan(8_000));

        assertThat(RestAssured.get(metrics).body().asString())
                .contains("meshfuse_alerts_total{result=\"no-room\"}")
                .contains("meshfuse_alerts_messages_total{outcome=\"taken\"}");
    }

    @Test
    void what_is_forgotten_is_gone() {
        Messages.send(Messages.firing("Forgotten", "shop", "cart", now())).then().statusCode(202);
        await("the alert").atMost(PATIENCE).until(() -> names().contains("Forgotten"));

        store.forget(known.outdated(Duration.ZERO, Instant.MAX)).toCompletableFuture().join();

        await("its end").atMost(PATIENCE).until(() -> names().isEmpty());
        assertThat(known.size()).isZero();
    }

    private static List<String> names() {
        return RestAssured.get("/api/v1/alerts").jsonPath().getList("name");
    }

    private String answerToABodyThatStopsComing(String token) throws IOException {
        try (Socket socket = new Socket(webhook.getHost(), webhook.getPort())) {
            String head =
                    """
                    POST %s HTTP/1.1\r
                    Host: localhost\r
                    Authorization: %s\r
                    Content-Type: application/json\r
                    Content-Length: 1000\r
                    \r
                    {"version": "4",
                    """
                            .formatted(webhook.getPath(), token);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            byte[] answer = new byte[100];
            int read = socket.getInputStream().readNBytes(answer, 0, 20);
            return new String(answer, 0, read, StandardCharsets.US_ASCII);
        }
    }

    /** Every second matters to a test, none of them to a mesh. */
    private String routes(Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), ShopResource.ALERT_TOKEN);
        return """
        route:
          receiver: meshfuse
          group_by: [alertname]
          group_wait: 1s
          group_interval: 1s
          repeat_interval: 1h
        receivers:
          - name: meshfuse
            webhook_configs:
              - url: %s
                http_config:
                  authorization: {credentials_file: %s}
        """
                .formatted(webhook, token);
    }

    private String rules(Path folder, AlertmanagerProcess alertmanager) throws IOException {
        Path rules =
                Files.writeString(
                        folder.resolve("rules.yaml"),
                        """
                        groups:
                          - name: mesh
                            rules:
                              - alert: CartFailsForPrometheus
                                expr: |
                                  sum by (destination_service_name, destination_service_namespace) (
                                    rate(istio_requests_total{reporter="source", destination_service_name="cart", response_code=~"5.."}[5s]))
                                  / sum by (destination_service_name, destination_service_namespace) (
                                    rate(istio_requests_total{reporter="source", destination_service_name="cart"}[5s])) > 0.03
                                annotations: {summary: Too many requests fail.}
                        """);
        return """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
          evaluation_interval: 1s
        rule_files: [%s]
        alerting:
          alertmanagers:
            - static_configs: [{targets: ["%s"]}]
        scrape_configs:
          - job_name: mesh
            http_sd_configs:
              - url: %s
                refresh_interval: 1s
        """
                .formatted(
                        rules,
                        URI.create(alertmanager.address()).getAuthority(),
                        shop.simulation().httpSdUrl());
    }

    private static Path prometheus() {
        return Prometheus.program()
                .orElseGet(() -> {
                    String reason =
                            "prometheus is not installed (Debian: apt-get install prometheus)";
                    if ("true".equals(System.getenv("CI"))) {
                        throw new AssertionError(reason);
                    }
                    System.out.println("AlertsTest is skipped in part: " + reason);
                    return abort(reason);
                });
    }

    /** Gives the canary its weight back, so that the next test finds it in traffic. */
    private void reset(Instant since) {
        shop.mend();
        RestAssured.given()
                .contentType("application/json")
                .body("{\"reason\": \"The next test.\"}")
                .post(FUSE + "/reset")
                .then()
                .statusCode(202);
        event("reset", since);
        assertThat(weights()).containsExactly(90, 10);
    }

    private JsonPath event(String type, Instant since) {
        ConsumerRecord<String, byte[]> found =
                actions.await(
                        type,
                        event ->
                                header(event, "ce_type").equals("dev.meshfuse.fuse." + type + ".v1")
                                        && !Instant.parse(header(event, "ce_time"))
                                                .isBefore(since));
        return JsonPath.from(new String(found.value(), StandardCharsets.UTF_8));
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private List<Integer> weights() {
        return shop.virtualService().getSpec().getHttp().stream()
                .filter(route -> route.getRoute().size() > 1)
                .flatMap(route -> route.getRoute().stream())
                .map(to -> to.getWeight() == null ? 0 : to.getWeight())
                .limit(2)
                .toList();
    }

    private static Instant now() {
        return Shop.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
