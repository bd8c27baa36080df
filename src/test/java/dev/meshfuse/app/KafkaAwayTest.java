package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Kafka comes later than the program, goes away, and returns. Told in this order. */
@QuarkusTest
@QuarkusTestResource(
        value = ShopResource.class,
        initArgs = {
            @ResourceArg(name = ShopResource.BROKER, value = ShopResource.STOPPED),
            @ResourceArg(name = ShopResource.DISCOVERY, value = ShopResource.LIST)
        },
        restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaAwayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/health", management = true)
    URI health;

    @Test
    @Order(0)
    void without_kafka_a_command_is_not_acknowledged() {
        await("the fuse")
                .atMost(PATIENCE)
                .until(() -> RestAssured.get("/api/v1/fuses/shop/cart").statusCode() == 200);

        RestAssured.given()
                .contentType("application/json")
                .body("{\"reason\": \"It looks bad.\"}")
                .post("/api/v1/fuses/shop/cart/hold")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "2");
    }

    @Test
    @Order(0)
    void without_kafka_alertmanager_is_asked_to_send_its_alerts_again() {
        Messages.send(Messages.firing("CartFails", "shop", "cart", Shop.now()))
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "2");
    }

    @Test
    @Order(1)
    void without_kafka_the_program_lives_and_says_why_it_is_not_ready() {
        await("the reason")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ready().body().asString()).contains("Kafka: "));

        assertThat(ready().statusCode()).isEqualTo(503);
        assertThat(RestAssured.get(health + "/live").statusCode()).isEqualTo(200);
        assertThat(RestAssured.get("/api/v1/slos").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void when_kafka_comes_the_program_becomes_ready_and_all_is_read() {
        shop.broker().startAgain();

        awaitStatus(200);
        try (TopicReader readings =
                new TopicReader(shop.broker().bootstrapServers(), "meshfuse.readings")) {
            FailingCanary.awaitAReadingOfEvery(shop.simulation().pods(), readings);
        }
    }

    @Test
    @Order(3)
    void what_was_read_while_kafka_was_away_is_counted_when_it_returns() {
        Counts before = FailingCanary.whatCallersSaw(shop);
        shop.openDoors();
        await("first counts").atMost(PATIENCE).until(() -> FailingCanary.countsNow().total() > 0);
        shop.broker().stop();
        awaitStatus(503);
        assertThat(RestAssured.get(health + "/live").statusCode()).isEqualTo(200);
        shop.lockDoors();
        Counts happened = FailingCanary.minus(FailingCanary.whatCallersSaw(shop), before);

        shop.broker().startAgain();

        awaitStatus(200);
        await("all counts")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(FailingCanary.countsNow()).isEqualTo(happened));
    }

    @Test
    @Order(4)
    void alerts_that_were_acknowledged_outlive_a_restart_of_kafka() {
        List<String> names =
                IntStream.range(0, 500).mapToObj(i -> "CartFails" + i).sorted().toList();
        await("taken")
                .atMost(PATIENCE)
                .until(() ->
                        Messages.send(
                                                names.stream()
                                                        .map(name ->
                                                                Messages.firing(
                                                                        name,
                                                                        "shop",
                                                                        "cart",
                                                                        Shop.now()))
                                                        .toArray(String[]::new))
                                        .statusCode()
                                == 202);
        shop.broker().stop(); // while the program may have read some, all, or none of them
        awaitStatus(503);
        Messages.send(Messages.firing("TooLate", "shop", "cart", Shop.now()))
                .then()
                .statusCode(503);

        shop.broker().startAgain();

        await("all alerts")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        RestAssured.get("/api/v1/alerts")
                                                .jsonPath()
                                                .<String>getList(
                                                        "findAll { it.name.startsWith('CartFails') &&"
                                                                + " it.fires }.name"))
                                .containsAll(names));
        await("one that is sent again")
                .atMost(PATIENCE)
                .until(() ->
                        Messages.send(Messages.firing("TooLate", "shop", "cart", Shop.now()))
                                        .statusCode()
                                == 202);
    }

    private void awaitStatus(int status) {
        await("readiness " + status)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ready().statusCode()).isEqualTo(status));
    }

    private Response ready() {
        return RestAssured.get(health + "/ready");
    }
}
