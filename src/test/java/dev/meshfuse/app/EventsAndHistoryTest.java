package dev.meshfuse.app;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.meshfuse.app.ServerSentEvents.Event;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import dev.meshfuse.web.LiveStates;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told as it comes, and what a number is made of, of the running program. */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class EventsAndHistoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CART = "/api/v1/slos/shop/cart-availability";

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource("/api/v1/events")
    URI events;

    @BeforeEach
    void someTraffic() {
        shop.openDoors();
        await("counts").atMost(PATIENCE).until(() -> FailingCanary.countsNow().total() > 0);
    }

    @Test
    void states_are_told_first_and_then_as_they_change() throws Exception {
        try (ServerSentEvents told = new ServerSentEvents(events)) {
            assertThat(told.status()).isEqualTo(200);
            Event first = told.await("the cart", event -> isCart(event));
            told.await("the fuse", event -> event.name().equals("fuse"));
            assertThat(told.events().getFirst().name()).isEqualTo("slo");
            JsonPath cart = new JsonPath(first.data());
            assertThat(first.id())
                    .isEqualTo("slo/shop/cart-availability@" + cart.getString("evaluatedAt"));
            long before = cart.getLong("windows[2].total");

            told.await(
                    "more requests",
                    event ->
                            isCart(event)
                                    && new JsonPath(event.data()).getLong("windows[2].total")
                                            > before);
        }
    }

    @Test
    void one_may_listen_to_one_namespace_and_beats_keep_the_line_open() throws Exception {
        URI ofBank = URI.create(events + "?namespace=bank");
        try (ServerSentEvents told = new ServerSentEvents(ofBank);
                ServerSentEvents others = new ServerSentEvents(events)) {
            others.await("the cart", event -> isCart(event));
            live().beat();

            Event sign = told.await("a sign of life", event -> true);
            assertThat(sign).isEqualTo(new Event("comment", "", "alive"));
            assertThat(told.events()).allMatch(event -> event.name().equals("comment"));
        }
    }

    @Test
    void who_goes_leaves_nothing_behind() throws Exception {
        await().atMost(PATIENCE).until(() -> live().listeners() == 0);
        ServerSentEvents one = new ServerSentEvents(events);
        ServerSentEvents other = new ServerSentEvents(events);
        await("both").atMost(PATIENCE).until(() -> live().listeners() == 2);

        one.close();
        await("one has gone").atMost(PATIENCE).until(() -> live().listeners() == 1);
        other.close();
        await("both have gone").atMost(PATIENCE).until(() -> live().listeners() == 0);
    }

    @Test
    void what_is_no_namespace_cannot_be_listened_to() {
        given().accept("text/event-stream")
                .queryParam("namespace", "a_b")
                .get("/api/v1/events")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", equalTo("namespace: 'a_b' is no name of a namespace"));
    }

    @Test
    void the_history_sums_up_to_the_window() {
        shop.lockDoors();
        await("the same in both")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    JsonPath history =
                            when().get(CART + "/history")
                                    .then()
                                    .statusCode(200)
                                    .extract()
                                    .jsonPath();
                    List<Integer> good = history.getList("slots.good", Integer.class);
                    assertThat(good.stream().mapToLong(Integer::longValue).sum())
                            .isEqualTo(history.getLong("good"))
                            .isPositive();
                    assertThat(
                                    new Counts(
                                            history.getLong("good"),
                                            history.getLong("bad"),
                                            history.getLong("excluded")))
                            .isEqualTo(FailingCanary.countsNow());
                    assertThat(history.getString("window")).isEqualTo("1h");
                    assertThat(history.getList("slots.begin", String.class)).isSorted();
                    assertThat(
                                    history.getLong(
                                            "requests.findAll { it.judged == 'Good' }.requests.sum()"))
                            .isEqualTo(history.getLong("good"));
                });
    }

    @Test
    void a_window_that_cannot_be_told_is_a_problem_document() {
        when().get(CART + "/history?window=31d")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        equalTo(
                                "window: '31d' must not be longer than the window of the objective,"
                                        + " 30d"));
        when().get("/api/v1/slos/shop/nothing/history")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    private static boolean isCart(Event event) {
        return event.id().startsWith("slo/shop/cart-availability@");
    }

    private static LiveStates live() {
        return Arc.container().instance(LiveStates.class).get();
    }
}
