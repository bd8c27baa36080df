package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands from the request to the weights and the event, of the running program. */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        initArgs = @ResourceArg(name = ShopResource.AUTH, value = ShopResource.KUBERNETES),
        restrictToAnnotatedClass = true)
class CommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CART = "/api/v1/fuses/shop/cart";

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @BeforeEach
    void whoMayWhat() {
        InProcessKubernetes kubernetes = shop.kubernetes();
        kubernetes.allowToken("of-alice", "alice");
        for (String command : List.of("trip", "hold", "reset")) {
            kubernetes.grant("alice", "create", "meshfuse.dev", "fuses/" + command, "shop");
        }
        kubernetes.allowToken("of-bob", "bob");
        kubernetes.grant("alice", "get", "meshfuse.dev", "fuses", "shop");
        await("the canary is known")
                .atMost(PATIENCE)
                .until(() -> fuse().getString("canaryIdentity") != null);
    }

    @Test
    void a_trip_takes_the_canary_out_and_a_reset_gives_it_back_each_with_the_event_it_promised() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            assertThat(weights()).containsExactly(90, 10);

            Response tripped = command("It \"looks\" bad.").post(CART + "/trip");

            tripped.then().statusCode(202).header("Location", containsString(CART));
            String id = tripped.jsonPath().getString("id");
            assertThat(id).isEqualTo("shop/cart/" + tripped.jsonPath().getString("episode") + "#1");
            assertThat(eventOf(id, actions, "dev.meshfuse.fuse.tripped.v1"))
                    .satisfies(event -> {
                        assertThat(event.getString("command.who")).isEqualTo("alice");
                        assertThat(event.getString("command.verb")).isEqualTo("TRIP");
                        assertThat(event.getString("command.from")).isEqualTo("127.0.0.1");
                        assertThat(event.getString("command.reason"))
                                .isEqualTo("It \"looks\" bad.");
                    });
            assertThat(weights()).containsExactly(100, 0);
            await("the state")
                    .atMost(PATIENCE)
                    .until(() -> fuse().getString("phase").equals("Tripped"));

            String reset = command("Fixed.").post(CART + "/reset").jsonPath().getString("id");

            eventOf(reset, actions, "dev.meshfuse.fuse.reset.v1");
            assertThat(weights()).containsExactly(90, 10);
            await("armed")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> {
                        assertThat(fuse().getString("phase")).isEqualTo("Armed");
                        assertThat(fuse().getString("history[0].command.who")).isEqualTo("alice");
                    });
            assertThat(RestAssured.get(metrics).body().asString())
                    .contains("meshfuse_actions_total{action=\"reset\",outcome=\"reset\"}");
        }
    }

    @Test
    void the_callers_of_a_canary_that_a_person_took_out_are_shown_to_stop() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            shop.openDoors();
            await("the canary is judged")
                    .atMost(PATIENCE)
                    .until(() -> "Healthy".equals(fuse().getString("evidence[0].verdict")));

            Response tripped = command("To see it stop.").post(CART + "/trip");

            String episode = "shop/cart/" + tripped.jsonPath().getString("episode");
            eventOf(idOf(tripped), actions, "dev.meshfuse.fuse.tripped.v1");
            eventOf(episode + "#5", actions, "dev.meshfuse.fuse.verified.v1");
            shop.lockDoors();
            String reset = idOf(command("Seen.").post(CART + "/reset"));
            eventOf(reset, actions, "dev.meshfuse.fuse.reset.v1");
        }
    }

    @Test
    void a_hold_is_kept_when_somebody_gives_the_canary_more() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            String id = idOf(command("Not now.").post(CART + "/hold"));
            eventOf(id, actions, "dev.meshfuse.fuse.held.v1");

            setWeights(50, 50);

            await("taken back")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(weights()).containsExactly(90, 10));
            String reset = idOf(command("Go on.").post(CART + "/reset"));
            eventOf(reset, actions, "dev.meshfuse.fuse.reset.v1");
            setWeights(80, 20);
            String again = idOf(command("Go on.").post(CART + "/reset"));
            eventOf(again, actions, "dev.meshfuse.fuse.skipped.v1");
            assertThat(weights()).containsExactly(80, 20);
            setWeights(90, 10);
        }
    }

    @Test
    void what_only_observes_says_what_it_would_have_done() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            setMode("Observe");

            String id = idOf(command("It looks bad.").post(CART + "/trip"));

            JsonPath event = eventOf(id, actions, "dev.meshfuse.fuse.proposed.v1");
            assertThat(event.getList("changes.after", Integer.class)).containsExactly(100, 0);
            assertThat(weights()).containsExactly(90, 10);
        } finally {
            setMode("Enforce");
        }
    }

    @Test
    void the_same_key_is_the_same_command() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            String first =
                    idOf(command("Again.").header("Idempotency-Key", "k1").post(CART + "/reset"));
            String second =
                    idOf(command("Again.").header("Idempotency-Key", "k1").post(CART + "/reset"));
            String other =
                    idOf(command("Again.").header("Idempotency-Key", "k2").post(CART + "/reset"));

            assertThat(second).isEqualTo(first);
            assertThat(other).isNotEqualTo(first);
            eventOf(other, actions, "dev.meshfuse.fuse.skipped.v1");
            assertThat(actions.poll())
                    .filteredOn(one -> header(one, "ce_id").equals(first))
                    .hasSize(1);
        }
        command("Again.")
                .header("Idempotency-Key", "with blank")
                .post(CART + "/reset")
                .then()
                .statusCode(400)
                .body("detail", containsString("Idempotency-Key: "));
    }

    @Test
    void every_command_is_written_down_also_one_that_was_refused_and_no_token_is() {
        try (AuditRecords records = new AuditRecords()) {
            String id = idOf(command("A \"quoted\" one.").post(CART + "/reset"));
            given().contentType("application/json").body("{}").post(CART + "/trip");
            as("of-bob").contentType("application/json").body("{}").post(CART + "/trip");
            command("Forged?").header("X-Forwarded-For", "9.9.9.9").post(CART + "x/trip");

            assertThat(records.texts())
                    .containsExactly(
                            "INFO command: who=\"alice\" from=\"127.0.0.1\" what=reset"
                                    + " fuse=\"shop/cart\" reason=\"A \\\"quoted\\\" one.\""
                                    + " outcome=202 id=\""
                                    + id
                                    + "\"",
                            "WARN command: who=- from=\"127.0.0.1\" what=trip fuse=\"shop/cart\""
                                    + " reason=- outcome=401 id=-",
                            "WARN command: who=\"bob\" from=\"127.0.0.1\" what=trip"
                                    + " fuse=\"shop/cart\" reason=- outcome=403 id=-",
                            "INFO command: who=\"alice\" from=\"127.0.0.1\" what=trip"
                                    + " fuse=\"shop/cartx\" reason=- outcome=404 id=-");
        }
    }

    private static RequestSpecification command(String reason) {
        return as("of-alice").contentType("application/json").body(Map.of("reason", reason));
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static String idOf(Response accepted) {
        return accepted.then().statusCode(202).extract().jsonPath().getString("id");
    }

    private void setWeights(int stable, int canary) {
        shop.kubernetes()
                .client()
                .resources(VirtualService.class)
                .inNamespace(Shop.NAMESPACE)
                .withName("cart")
                .edit(read -> {
                    split(read).get(0).setWeight(stable);
                    split(read).get(1).setWeight(canary);
                    return read;
                });
    }

    private void setMode(String mode) {
        shop.kubernetes()
                .client()
                .genericKubernetesResources("meshfuse.dev/v1alpha1", "Fuse")
                .inNamespace(Shop.NAMESPACE)
                .withName("cart")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"mode\": \"%s\"}}".formatted(mode));
        await("mode " + mode)
                .atMost(PATIENCE)
                .until(() -> fuse().getString("mode").equalsIgnoreCase(mode));
    }

    private static JsonPath fuse() {
        return as("of-alice").get(CART).then().statusCode(200).extract().jsonPath();
    }

    private List<Integer> weights() {
        return split(shop.virtualService()).stream().map(route -> route.getWeight()).toList();
    }

    /** The second of two routes; the first has one side only. */
    private static List<HTTPRouteDestination> split(VirtualService service) {
        return service.getSpec().getHttp().get(1).getRoute();
    }

    private static JsonPath eventOf(String id, TopicReader actions, String type) {
        ConsumerRecord<String, byte[]> event =
                actions.await("the event " + id, one -> header(one, "ce_id").equals(id));
        assertThat(header(event, "ce_type")).isEqualTo(type);
        return new JsonPath(new String(event.value(), StandardCharsets.UTF_8));
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
