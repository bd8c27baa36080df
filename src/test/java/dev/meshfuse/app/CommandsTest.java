package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
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
        kubernetes.grant("alice", "get", "meshfuse.dev", "fuses", "shop");
        await("the canary is known")
                .atMost(PATIENCE)
                .until(() -> fuse().getString("canaryIdentity") != null);
    }

    @AfterEach
    void asItWas() {
        shop.kubernetes().faults().clear();
    }

    @Test
    void a_trip_takes_the_canary_out_and_a_reset_gives_it_back_each_with_the_event_it_promised() {
        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            assertThat(weights()).containsExactly(90, 10);

            Response tripped = command("trip", "It \"looks\" bad.").post(CART + "/trip");

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
            assertThat(fuse().getString("phase")).isEqualTo("Tripped");

            String reset =
                    command("reset", "Fixed.").post(CART + "/reset").jsonPath().getString("id");

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

    private static RequestSpecification command(String verb, String reason) {
        return asAlice().contentType("application/json").body(java.util.Map.of("reason", reason));
    }

    private static RequestSpecification asAlice() {
        return given().header("Authorization", "Bearer of-alice");
    }

    private static JsonPath fuse() {
        return asAlice().get(CART).then().statusCode(200).extract().jsonPath();
    }

    private List<Integer> weights() {
        return shop.virtualService().getSpec().getHttp().get(0).getRoute().stream()
                .map(route -> route.getWeight())
                .toList();
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
