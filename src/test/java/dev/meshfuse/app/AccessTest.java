package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.meshfuse.alert.AlertName;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see and do what, of the running program. */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        initArgs = @ResourceArg(name = ShopResource.AUTH, value = ShopResource.KUBERNETES),
        restrictToAnnotatedClass = true)
class AccessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CART = "/api/v1/fuses/shop/cart";
    private static final String TRIP = CART + "/trip";
    private static final String REASON = "{\"reason\": \"It looks bad.\"}";

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource("/api/v1/events")
    URI events;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @BeforeEach
    void whoMayWhat() {
        InProcessKubernetes kubernetes = shop.kubernetes();
        kubernetes.allowToken("of-alice", "alice");
        kubernetes.grant("alice", "create", "meshfuse.dev", "fuses/trip", "shop");
        kubernetes.grant("alice", "get", "meshfuse.dev", "fuses", "shop");
        for (String resource : List.of("fuses", "servicelevelobjectives")) {
            kubernetes.grant("alice", "list", "meshfuse.dev", resource, "shop");
            kubernetes.grant("bob", "list", "meshfuse.dev", resource, "bank");
        }
        kubernetes.grant("carol", "list", "meshfuse.dev", "fuses", "");
        kubernetes.allowToken("of-bob", "bob");
        kubernetes.allowToken("of-carol", "carol");
        await("the fuse")
                .atMost(PATIENCE)
                .until(() -> as("of-alice").get(CART).statusCode() == 200);
    }

    @AfterEach
    void asItWas() {
        shop.kubernetes().faults().clear();
    }

    @Test
    void nothing_of_the_api_is_told_to_somebody_without_a_token() {
        JsonPath api = RestAssured.get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, ?>> paths = api.getMap("paths");
        assertThat(paths.keySet()).contains(CART_COMMAND, "/api/v1/events", "/api/v1/slos");

        paths.keySet().removeIf(path -> path.startsWith("/api/v1/flagger/")); // has its own secret
        assertThat(paths.keySet()).contains("/runbooks/{name}", "/schemas/{name}");
        paths.keySet().removeIf(path -> !path.startsWith("/api/")); // what the program came with
        paths.keySet().remove("/api/v1/alertmanager"); // the same
        paths.forEach((path, operations) ->
                operations
                        .keySet()
                        .forEach(method ->
                                given().contentType("application/json")
                                        .body(REASON)
                                        .request(
                                                method.toUpperCase(java.util.Locale.ROOT),
                                                path.replace("{command}", "trip")
                                                        .replace("{namespace}", "shop")
                                                        .replace("{name}", "cart"))
                                        .then()
                                        .statusCode(401)
                                        .header("WWW-Authenticate", "Bearer realm=\"meshfuse\"")
                                        .contentType("application/problem+json")
                                        .body(
                                                "detail",
                                                equalTo(
                                                        "A bearer token of the cluster is"
                                                                + " needed."))));
    }

    private static final String CART_COMMAND = "/api/v1/fuses/{namespace}/{name}/{command}";

    @Test
    void the_api_says_what_it_needs_and_what_it_answers() {
        JsonPath api = RestAssured.get("/q/openapi?format=json").jsonPath();

        assertThat(api.getString("components.securitySchemes.bearer.scheme")).isEqualTo("bearer");
        String command = "paths['" + CART_COMMAND + "'].post.";
        assertThat(api.getMap(command + "responses").keySet())
                .map(Object::toString)
                .contains("202", "400", "401", "403", "404", "413", "415", "503");
        assertThat(api.getList(command + "security")).hasSize(1);
        assertThat(api.getString(command + "responses.'403'.content"))
                .contains("application/problem+json");
        assertThat(api.getString(command + "requestBody.content.'application/json'.schema.$ref"))
                .isEqualTo("#/components/schemas/CommandBody");
    }

    @Test
    void what_the_program_came_with_is_told_to_anybody() {
        for (AlertName name : AlertName.values()) {
            given().get("/runbooks/" + name + ".md")
                    .then()
                    .statusCode(200)
                    .contentType("text/markdown;charset=UTF-8")
                    .body(startsWith("# " + name));
        }
        given().get("/runbooks/MeshfuseBudgetBurn").then().statusCode(200);
        given().get("/runbooks/Nothing.md")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/schemas/dev.meshfuse.fuse.tripped.v1.json")
                .then()
                .statusCode(200)
                .contentType("application/schema+json");
        given().urlEncodingEnabled(false)
                .get("/runbooks/..%2Fapplication.properties")
                .then()
                .statusCode(404);
    }

    @Test
    void health_and_metrics_stay_open() {
        RestAssured.get(management.resolve("health/live")).then().statusCode(200);
        RestAssured.get(management.resolve("metrics")).then().statusCode(200);
    }

    @Test
    void a_token_nobody_has_or_that_has_expired_is_refused() {
        shop.kubernetes().allowToken("expired", "alice");
        shop.kubernetes().revokeToken("expired");
        shop.kubernetes().allowTokenFor("other", "for-another", "alice");

        for (String token : List.of("unknown", "expired", "for-another")) {
            as(token)
                    .contentType("application/json")
                    .body(REASON)
                    .post(TRIP)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                    .contentType("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenreviews", "subjectaccessreviews"})
    void nobody_is_let_in_while_the_api_server_does_not_answer(String review) {
        shop.kubernetes().allowToken("first-seen-" + review, "dave-" + review);
        shop.kubernetes().grant("*", "create", "meshfuse.dev", "fuses/hold", "shop");
        shop.kubernetes()
                .faults()
                .always(request -> request.path().endsWith("/" + review), Fault.closeConnection());

        as("first-seen-" + review)
                .contentType("application/json")
                .body(REASON)
                .post(CART + "/hold")
                .then()
                .statusCode(503)
                .header("Retry-After", "2")
                .contentType("application/problem+json")
                .body("detail", containsString("It cannot be found out who asks"));
    }

    @Test
    void a_missing_permission_is_named_and_what_is_there_is_not_told() {
        for (String fuse : List.of("shop/cart", "shop/nope")) {
            as("of-bob")
                    .contentType("application/json")
                    .body(REASON)
                    .post("/api/v1/fuses/" + fuse + "/trip")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body(
                            "detail",
                            equalTo(
                                    "This needs the permission to create fuses/trip.meshfuse.dev in"
                                            + " namespace shop."));
            as("of-bob")
                    .get("/api/v1/fuses/" + fuse)
                    .then()
                    .statusCode(403)
                    .body("detail", containsString("get fuses.meshfuse.dev in namespace shop"));
        }
        as("of-alice").get("/api/v1/fuses/shop/nope").then().statusCode(404);
        as("of-alice")
                .contentType("application/json")
                .body(REASON)
                .post("/api/v1/fuses/shop/nope/trip")
                .then()
                .statusCode(404);
        as("of-alice")
                .get("/api/v1/slos/shop/cart-availability/history")
                .then()
                .statusCode(403)
                .body("detail", containsString("get servicelevelobjectives.meshfuse.dev"));
    }

    @Test
    void lists_have_what_the_caller_may_list() {
        as("of-alice").get("/api/v1/fuses").then().statusCode(200).body("$", hasSize(1));
        as("of-carol").get("/api/v1/fuses").then().statusCode(200).body("$", hasSize(1));
        as("of-carol").get("/api/v1/slos").then().statusCode(200).body("$", hasSize(0));
        as("of-bob").get("/api/v1/fuses").then().statusCode(200).body("$", hasSize(0));
        as("of-bob").get("/api/v1/slos").then().statusCode(200).body("$", hasSize(0));
    }

    @Test
    void alerts_are_shown_to_who_may_see_what_they_are_about() {
        Messages.send(
                        Messages.firing("CartFails", "shop", "cart", Instant.now()),
                        Messages.firing("Watchdog", "", "", Instant.now()))
                .then()
                .statusCode(202)
                .body("taken", equalTo(2))
                .body("unnamed", equalTo(1));

        await("the alerts")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(alertsFor("of-carol")).contains("CartFails", "Watchdog"));
        assertThat(alertsFor("of-alice")).contains("CartFails").doesNotContain("Watchdog");
        assertThat(alertsFor("of-bob")).isEmpty();
        Messages.as("Bearer of-alice", Messages.of(List.of()))
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"meshfuse\"")
                .contentType("application/problem+json");
        as(ShopResource.ALERT_TOKEN).get("/api/v1/alerts").then().statusCode(401);
    }

    private static List<String> alertsFor(String token) {
        return as(token).get("/api/v1/alerts").jsonPath().getList("name");
    }

    @Test
    void the_stream_tells_what_the_listener_may_list() throws Exception {
        try (ServerSentEvents ofAlice = new ServerSentEvents(events, "of-alice");
                ServerSentEvents ofBob = new ServerSentEvents(events, "of-bob");
                ServerSentEvents ofCarol = new ServerSentEvents(events, "of-carol")) {
            assertThat(ofBob.status()).isEqualTo(200);
            ofAlice.await("the objective", event -> event.name().equals("slo"));
            ofAlice.await("the fuse", event -> event.name().equals("fuse"));
            ofCarol.await("the fuse", event -> event.name().equals("fuse"));

            assertThat(ofBob.events()).noneMatch(event -> event.data().contains("cart"));
            assertThat(ofCarol.events()).noneMatch(event -> event.name().equals("slo"));
        }
        try (ServerSentEvents ofNobody = new ServerSentEvents(events, "unknown")) {
            assertThat(ofNobody.status()).isEqualTo(401);
        }
    }

    @Test
    void what_is_no_command_is_refused_with_the_reason() {
        post("text/plain", REASON).then().statusCode(415).contentType("application/problem+json");
        post("application/json;charset=ISO-8859-1", REASON).then().statusCode(415);
        post("application/json", "{\"reason\": \"" + "a".repeat(100_000) + "\"}")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
        post("application/json", "[".repeat(5_000)).then().statusCode(400);
        post("application/json", "{\"reason\": \"a\", \"force\": true}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("'force': is no known field"));
        post("application/json", "").then().statusCode(400);
        as("of-alice").get(TRIP).then().statusCode(404);
        as("of-alice")
                .contentType("application/json")
                .body(REASON)
                .post(CART + "/explode")
                .then()
                .statusCode(404);
    }

    private static io.restassured.response.Response post(String type, String body) {
        return as("of-alice")
                .config(
                        RestAssured.config()
                                .encoderConfig(
                                        io.restassured.config.EncoderConfig.encoderConfig()
                                                .appendDefaultContentCharsetToContentTypeIfUndefined(
                                                        false)))
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(TRIP);
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
