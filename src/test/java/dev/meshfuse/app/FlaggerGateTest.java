package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flagger asks the running program over HTTP, and has no account in the cluster. */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        initArgs = @ResourceArg(name = ShopResource.AUTH, value = ShopResource.KUBERNETES),
        restrictToAnnotatedClass = true)
class FlaggerGateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    private static ValidatableResponse ask(String token, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .when()
                .post("/api/v1/flagger/{gate}", token)
                .then();
    }

    private static String payload(String gate) {
        return """
        {"name": "cart", "namespace": "shop", "phase": "Progressing", "checksum": "x", "metadata": {"gate": "%s"}}
        """
                .formatted(gate);
    }

    @BeforeEach
    void definitionsAreRead() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        ask(ShopResource.GATE_TOKEN, payload("confirm-rollout")).statusCode(200));
    }

    @Test
    void a_canary_that_no_fuse_guards_goes_on_and_is_not_rolled_back() {
        ask(ShopResource.GATE_TOKEN, payload("confirm-promotion"))
                .statusCode(200)
                .body("gate", equalTo("confirm-promotion"))
                .body("yes", equalTo(true))
                .body("fuse", nullValue())
                .body("reason", equalTo("No fuse has Canary shop/cart as its target."));
        ask(ShopResource.GATE_TOKEN, payload("rollback"))
                .statusCode(403)
                .body("yes", equalTo(false));
    }

    @Test
    void the_secret_opens_nothing_else() {
        given().header("Authorization", "Bearer " + ShopResource.GATE_TOKEN)
                .when()
                .get("/api/v1/fuses")
                .then()
                .statusCode(401);
    }

    @Test
    void what_cannot_be_answered_is_a_problem_document() {
        ask(ShopResource.GATE_TOKEN, payload("approve"))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("it is 'approve'"));
        ask("another-secret-than-that", payload("rollback"))
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("no such gate"));
    }

    @Test
    void the_shipped_roles_leave_nothing_missing() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        given().get(ready)
                                .then()
                                .body(
                                        "checks.find { it.name == 'permissions' }.status",
                                        equalTo("UP")));
    }
}
