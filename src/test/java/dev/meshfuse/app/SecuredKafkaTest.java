package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.kafka.SchemaCheck;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * The whole program on a broker that wants TLS, a name and a password, by Kafka's standard settings
 * alone.
 */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        initArgs = @ResourceArg(name = ShopResource.BROKER, value = ShopResource.SECURED),
        restrictToAnnotatedClass = true)
class SecuredKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Test
    void the_program_reads_counts_and_acts() throws Exception {
        await("readiness").atMost(PATIENCE).until(() -> RestAssured.get(ready).statusCode() == 200);
        shop.openDoors();
        await("counts").atMost(PATIENCE).until(() -> FailingCanary.countsNow().total() > 0);

        RestAssured.given()
                .contentType("application/json")
                .body("{\"reason\": \"It looks bad.\"}")
                .post("/api/v1/fuses/shop/cart/hold")
                .then()
                .statusCode(202);

        try (TopicReader actions =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.actions")) {
            ConsumerRecord<String, byte[]> held = actions.await("the event", event -> true);
            assertThat(header(held, "ce_type")).isEqualTo("dev.meshfuse.fuse.held.v1");
            assertThat(
                            SchemaCheck.faults(
                                    URI.create(header(held, "ce_dataschema")),
                                    new ObjectMapper().readTree(held.value())))
                    .isEmpty();
        }
        await("the state, by way of the stream")
                .atMost(PATIENCE)
                .until(() ->
                        RestAssured.get("/api/v1/fuses/shop/cart")
                                .jsonPath()
                                .getList("history.type")
                                .contains("HELD"));
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
