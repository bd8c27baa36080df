package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInRelativeOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.SchemaCheck;
import dev.meshfuse.testing.Scenario;
import dev.meshfuse.testing.alertmanager.AlertmanagerProcess;
import dev.meshfuse.testing.alertmanager.AlertmanagerResource;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.fabric8.zjsonpatch.JsonDiff;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole program on a real broker: a canary fails, its fuse takes it out of traffic, and the
 * callers stop calling it. The story is played once; each test looks at another part of it.
 */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = AlertmanagerResource.class, restrictToAnnotatedClass = true)
class PipelineScenarioTest {
    private static final Scenario SCENARIO = new Scenario("failing-canary");
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static @Nullable FailingCanary played;
    private static boolean begun;

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by AlertmanagerResource
    AlertmanagerResource.Told told;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @SuppressWarnings("NullAway.Init") // below
    private FailingCanary story;

    @BeforeEach
    void play() {
        if (played == null) {
            assertThat(begun).as("the story broke off in an earlier test").isFalse();
            begun = true;
            played = FailingCanary.play(shop);
        }
        story = played;
    }

    @AfterAll
    static void every_file_of_the_scenario_was_used() {
        SCENARIO.checkThatAllWasUsed();
    }

    @Test
    void the_failing_canary_is_told_as_a_breach_that_begins_and_ends() throws IOException {
        List<ConsumerRecord<String, byte[]>> breaches = story.breaches();

        assertThat(breaches)
                .extracting(ConsumerRecord::key)
                .containsOnly("Kubernetes/shop/cart-availability")
                .hasSize(2);
        SCENARIO.check("breached-headers.json", headers(breaches.get(0)));
        SCENARIO.check("breached.json", data(breaches.get(0)));
        SCENARIO.check("recovered-headers.json", headers(breaches.get(1)));
        SCENARIO.check("recovered.json", data(breaches.get(1)));
    }

    @Test
    void the_evidence_in_the_breach_is_what_the_canarys_callers_saw() throws IOException {
        JsonNode evidence = data(story.breaches().getFirst()).path("evidence");

        assertThat(evidence.path("canaryNats").asDouble())
                .isGreaterThanOrEqualTo(evidence.path("thresholdNats").asDouble());
        assertThat(evidence.path("stableNats").asDouble()).isLessThan(1);
        assertThat(evidence.path("blocks").findValuesAsText("canaryBad"))
                .anyMatch(bad -> Integer.parseInt(bad) > 0);
        for (JsonNode block : evidence.path("blocks")) {
            assertThat(block.path("canaryBad").asLong())
                    .isLessThanOrEqualTo(block.path("canaryRequests").asLong());
        }
    }

    @Test
    void the_fuse_says_that_it_tripped_and_then_that_the_traffic_has_gone() throws IOException {
        List<ConsumerRecord<String, byte[]>> actions = ofTheTrip();

        assertThat(actions)
                .extracting(ConsumerRecord::key)
                .containsOnly("Kubernetes/shop/cart")
                .hasSize(2);
        SCENARIO.check("tripped-headers.json", headers(actions.get(0)));
        SCENARIO.check("tripped.json", data(actions.get(0)));
        SCENARIO.check("verified-headers.json", headers(actions.get(1)));
        SCENARIO.check("verified.json", data(actions.get(1)));
    }

    @Test
    void all_events_of_a_breach_carry_its_episode() throws IOException {
        String episode = data(story.breaches().getFirst()).path("episode").asText();

        assertThat(story.breaches())
                .extracting(breach -> headers(breach).path("ce_id").asText())
                .containsExactly(episode + "#1", episode + "#2");
        assertThat(ofTheTrip())
                .extracting(action -> headers(action).path("ce_id").asText())
                .containsExactly("shop/cart/" + episode + "#4", "shop/cart/" + episode + "#5");
    }

    @Test
    void every_event_is_as_the_schema_says_that_it_names() throws IOException {
        for (ConsumerRecord<String, byte[]> event :
                Stream.concat(story.breaches().stream(), story.actions().stream()).toList()) {
            URI schema = URI.create(headers(event).path("ce_dataschema").asText());
            assertThat(SchemaCheck.faults(schema, data(event))).isEmpty();
            when().get("/schemas/" + schema.getPath().replaceFirst(".*/", ""))
                    .then()
                    .statusCode(200)
                    .contentType("application/schema+json")
                    .body("'$id'", equalTo(schema.toString()));
        }
    }

    @Test
    void before_the_evidence_suffices_to_trip_the_canary_is_held() throws IOException {
        ConsumerRecord<String, byte[]> first = story.actions().getFirst();

        assertThat(headers(first).path("ce_type").asText()).isEqualTo("dev.meshfuse.fuse.held.v1");
        assertThat(headers(first).path("ce_id").asText())
                .startsWith("shop/cart/hold/shop/cart-availability/cart@")
                .endsWith("#6");
        assertThat(data(first).path("evidence").path("comparison").path("nats").asDouble())
                .isGreaterThanOrEqualTo(
                        data(first).path("evidence").path("thresholdNats").asDouble());
    }

    @Test
    void the_virtual_service_differs_in_the_two_weights_and_in_nothing_else() {
        SCENARIO.check(
                "virtual-service.diff.json",
                JsonDiff.asJson(story.virtualServiceBefore(), story.virtualServiceAfter()));
    }

    @Test
    void the_fuse_object_remembers_what_was_done_beside_its_conditions() {
        ObjectNode status = story.fuseStatus().deepCopy();
        // Said of the target every half minute, so when and in which order is not known here.
        status.withArray("conditions")
                .removeIf(one ->
                        Set.of("TargetReady", "Owned", "Rehearsed")
                                .contains(one.path("type").asText()));

        SCENARIO.check("fuse-status.json", status);
    }

    @Test
    void what_the_fuse_did_is_told_beside_the_virtual_service() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        shop.kubernetes()
                                                .client()
                                                .events()
                                                .v1()
                                                .events()
                                                .inNamespace(Shop.NAMESPACE)
                                                .list()
                                                .getItems())
                                .filteredOn(event ->
                                        event.getRegarding().getKind().equals("VirtualService"))
                                .extracting(event -> event.getReason())
                                .contains("FuseHeld", "FuseTripped", "FuseVerified"));
    }

    @Test
    void the_weights_are_written_once() {
        assertThat(story.weightPatches()).hasSize(1);
    }

    @Test
    void the_list_of_fuses_shows_where_the_fuse_stands_and_what_it_did() {
        when().get("/api/v1/fuses")
                .then()
                .statusCode(200)
                .body("namespace", contains("shop"))
                .body("name", contains("cart"))
                .body("target", contains("VirtualService/cart"))
                .body("mode", contains("Enforce"))
                .body("phase", contains("Verified"))
                .body("trackRule", contains("CanonicalRevision"))
                .body("tracks", contains("canonical revision: stable v1, canary v2"))
                .body(
                        "[0].passedOver",
                        contains("Not by destination service: both sides are subsets of cart."))
                .body("[0].history.type", containsInRelativeOrder("VERIFIED", "TRIPPED", "HELD"));
    }

    @Test
    void the_list_of_objectives_shows_the_counts_and_no_open_breach() {
        when().get("/api/v1/slos")
                .then()
                .statusCode(200)
                .body(
                        "name",
                        contains(
                                "cart-availability",
                                "catalog-latency",
                                "catalog-latency-unjudged",
                                "frontend-availability"))
                .body("objective", contains("99.9%", "99%", "99%", "99.5%"))
                .body("episode", contains((Object) null, null, null, null))
                .body(
                        "[0].windows.window",
                        contains("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"))
                .body("[0].windows[2].bad", greaterThan(0))
                .body("[3].windows[2].good", greaterThan(0));
    }

    @Test
    void an_objective_on_latency_counts_the_slow_answers_and_shows_how_long_they_take() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        when().get("/api/v1/slos/shop/catalog-latency")
                                .then()
                                .statusCode(200)
                                .body("indicator", containsString("100ms"))
                                .body("problems", empty())
                                .body("windows[2].good", greaterThan(0))
                                .body("windows[2].bad", greaterThan(0))
                                .body("windows[2].latencyMillis.p50", lessThan(100f))
                                .body("windows[2].latencyMillis.p99", greaterThan(250f))
                                .body("explanation", containsString("took longer than 100ms")));
    }

    @Test
    void an_objective_on_a_latency_that_no_bucket_tells_names_the_nearest_that_are_told() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        when().get("/api/v1/slos/shop/catalog-latency-unjudged")
                                .then()
                                .statusCode(200)
                                .body("windows[2].total", equalTo(0))
                                .body(
                                        "problems",
                                        contains(
                                                containsString(
                                                        "120ms is no bound of the buckets of"
                                                                + " requests to shop/catalog; the"
                                                                + " nearest are 100ms and 250ms"))));
    }

    @Test
    void an_objective_that_does_not_exist_is_a_problem_document() {
        when().get("/api/v1/slos/shop/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("no ServiceLevelObjective shop/nothing"));
    }

    @Test
    void an_alertmanager_tells_people_of_the_breach_and_of_its_end() {
        AlertmanagerProcess.programFor(PipelineScenarioTest.class);
        await().atMost(PATIENCE).until(() -> told.has("MeshfuseBudgetBurn", "resolved"));

        List<JsonNode> ofTheBreach =
                told.alerts().stream()
                        .filter(alert ->
                                alert.at("/labels/slo").asText().equals("cart-availability"))
                        .filter(alert -> alert.at("/labels/severity").asText().equals("page"))
                        .toList();
        assertThat(ofTheBreach)
                .extracting(alert -> alert.path("status").asText())
                .containsExactly("firing", "resolved");
        new Scenario("alerts").check("firing.json", ofTheBreach.getFirst());
        assertThat(ofTheBreach.getLast().path("labels"))
                .isEqualTo(ofTheBreach.getFirst().path("labels"));
    }

    @Test
    void an_alertmanager_tells_people_of_the_canary_that_was_taken_out_and_lets_it_stand() {
        AlertmanagerProcess.programFor(PipelineScenarioTest.class);
        await().atMost(PATIENCE).until(() -> told.has("MeshfuseCanaryReverted", "firing"));

        assertThat(told.has("MeshfuseCanaryReverted", "resolved")).isFalse();
        assertThat(given().get(metrics).asString())
                .containsPattern(
                        "meshfuse_alertmanager_alerts_total\\{alertmanager=\"127.0.0.1:\\d+\","
                                + "outcome=\"sent\"\\} [1-9]")
                .doesNotContainPattern("outcome=\"refused\"\\} [1-9]");
    }

    @Test
    void the_metrics_stand_under_their_names() {
        String text = given().get(metrics).then().statusCode(200).extract().asString();

        assertThat(text.lines().map(line -> line.replaceAll("[{ ].*", "")).distinct())
                .contains(
                        "meshfuse_slo_objective_ratio",
                        "meshfuse_slo_burn_rate",
                        "meshfuse_slo_coverage_ratio",
                        "meshfuse_slo_requests_total",
                        "meshfuse_fuse_evidence_nats",
                        "meshfuse_actions_total",
                        "meshfuse_kubernetes_events_total",
                        "meshfuse_scrape_clock_ahead_seconds",
                        "meshfuse_scrape_bytes_total",
                        "meshfuse_scrape_samples_total",
                        "meshfuse_scrape_failures_total",
                        "meshfuse_scrape_refused_lines_total",
                        "meshfuse_scrape_duration_seconds_count",
                        "meshfuse_reaction_seconds_count");
        assertThat(text)
                .contains("meshfuse_actions_total{action=\"trip\",outcome=\"tripped\"} 1.0")
                .contains("meshfuse_actions_total{action=\"trip\",outcome=\"verified\"} 1.0")
                .contains("meshfuse_reaction_seconds_count{stage=\"decided\"} 1")
                .contains("meshfuse_reaction_seconds_count{stage=\"patched\"} 1")
                .contains("meshfuse_reaction_seconds_count{stage=\"quiet\"} 1")
                .contains("meshfuse_reaction_seconds_count{stage=\"verified\"} 1")
                .contains("meshfuse_scrape_failures_total{kind=\"unpublished\"} 0.0");
    }

    @Test
    void the_counts_equal_what_the_callers_proxies_counted() {
        assertThat(story.counted()).isEqualTo(story.happened());
    }

    private static JsonNode headers(ConsumerRecord<String, byte[]> event) {
        Map<String, String> headers = new TreeMap<>();
        event.headers()
                .forEach(header ->
                        headers.put(
                                header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return MAPPER.valueToTree(headers);
    }

    private static JsonNode data(ConsumerRecord<String, byte[]> event) throws IOException {
        return MAPPER.readTree(event.value());
    }

    /** Without the time of doubt before it. */
    private List<ConsumerRecord<String, byte[]>> ofTheTrip() {
        return story.actions().stream()
                .filter(action -> {
                    String type = headers(action).path("ce_type").asText();
                    return !type.endsWith(".held.v1") && !type.endsWith(".released.v1");
                })
                .toList();
    }
}
