package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.meshfuse.budget.SloHistory;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.web.Histories.Elsewhere;
import dev.meshfuse.web.Histories.Found;
import dev.meshfuse.web.Histories.Here;
import dev.meshfuse.web.Histories.Unknown;
import dev.meshfuse.web.http.HttpReplicas;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica that is asked for a history, beside another that answers over HTTP. */
class HistoryResourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SloHistory HISTORY =
            new SloHistory(
                    Instant.parse("2026-03-01T09:00:00Z"),
                    Instant.parse("2026-03-01T10:00:00Z"),
                    7,
                    1,
                    0,
                    List.of(),
                    List.of());

    private final Vertx vertx = Vertx.vertx();
    private final HttpReplicas replicas = new HttpReplicas(vertx, PATIENCE);
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> windows = new ArrayList<>();
    private Found found = new Here(HISTORY);
    private Consumer<HttpServerRequest> owner = request -> request.response().end();
    private @Nullable HttpServer server;

    private final FakeAccess access = new FakeAccess();

    private final HistoryResource resource =
            new HistoryResource(
                    () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                    (slo, window) -> {
                        windows.add(window);
                        return found;
                    },
                    replicas,
                    access);

    @BeforeEach
    void open() throws Exception {
        server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.add(
                                    request.uri()
                                            + " "
                                            + request.getHeader("Authorization")
                                            + " "
                                            + request.getHeader(Replicas.FORWARDED));
                            owner.accept(request);
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
    }

    @AfterEach
    void close() throws Exception {
        replicas.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void what_is_here_is_told() {
        Response response = get("2h", null, null);

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getEntity())
                .isEqualTo(HistoryView.of(Shop.slo(), Duration.ofHours(2), HISTORY));
        assertThat(windows).containsExactly(Duration.ofHours(2));
        assertThat(asked).isEmpty();
    }

    @Test
    void an_hour_is_told_unless_more_or_less_is_asked_for() {
        get(null, null, null);

        assertThat(windows).containsExactly(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    soon | window: 'soon' is not a duration such as 30d, 1h30m or 100ms
                    0s   | window: '0s' must be a multiple of 10s, and longer than zero
                    15s  | window: '15s' must be a multiple of 10s, and longer than zero
                    31d  | window: '31d' must not be longer than the window of the objective, 30d
                    ``   | window: '' is not a duration such as 30d, 1h30m or 100ms
                    """)
    void a_window_that_cannot_be_told_is_refused_with_the_reason(String window, String reason) {
        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(() -> get(window, null, null))
                .satisfies(e -> assertThat(problem(e.getResponse()).status()).isEqualTo(400))
                .satisfies(e -> assertThat(problem(e.getResponse()).detail()).isEqualTo(reason));
    }

    @Test
    void an_objective_that_is_not_defined_is_not_found() {
        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(() -> resource.get("shop", "nothing", null, null, null))
                .satisfies(e -> assertThat(e.getResponse().getStatus()).isEqualTo(404));
    }

    @Test
    void who_may_not_see_the_objective_is_refused_before_anything_is_looked_for() {
        access.refused.add("get servicelevelobjectives.meshfuse.dev in namespace shop");
        elsewhere();

        for (String name : List.of("cart-availability", "nothing")) {
            assertThatExceptionOfType(WebApplicationException.class)
                    .isThrownBy(() -> resource.get("shop", name, null, null, "Bearer some"))
                    .satisfies(e -> assertThat(e.getResponse().getStatus()).isEqualTo(403));
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void the_owner_is_asked_once_with_the_callers_right_and_its_answer_is_passed_on() {
        elsewhere();
        owner =
                request ->
                        request.response()
                                .putHeader("Content-Type", "application/json;charset=UTF-8")
                                .end("{\"good\":7}");

        Response response = get("90m", null, "Bearer of-a-person");

        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.getMediaType()).hasToString("application/json");
        assertThat(response.getEntity()).isEqualTo("{\"good\":7}");
        assertThat(asked)
                .containsExactly(
                        "/api/v1/slos/shop/cart-availability/history?window=1h30m"
                                + " Bearer of-a-person 1");
    }

    @Test
    void a_problem_of_the_owner_is_passed_on_with_the_time_to_ask_again() {
        elsewhere();
        owner =
                request ->
                        request.response()
                                .setStatusCode(503)
                                .putHeader("Content-Type", "application/problem+json")
                                .putHeader("Retry-After", "7")
                                .end("{\"status\":503}");

        Response response = get(null, null, null);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getMediaType()).hasToString("application/problem+json");
        assertThat(response.getHeaderString("Retry-After"))
                .as("of %s", response.getEntity())
                .isEqualTo("7");
        assertThat(response.getEntity()).isEqualTo("{\"status\":503}");
        assertThat(asked).singleElement().asString().endsWith(" null 1");
    }

    @Test
    void what_was_passed_on_already_is_not_passed_on_again() {
        elsewhere();

        Response response = get(null, "1", null);

        assertThat(asked).isEmpty();
        assertAskedAgainSoon(response);
        assertThat(problem(response).detail())
                .isEqualTo("The counts of shop/cart are on their way to another replica.");
    }

    @Test
    void while_nobody_is_known_to_have_it_it_is_said_why() {
        found = new Unknown("The counts of shop/cart are on their way.");

        Response response = get(null, null, null);

        assertAskedAgainSoon(response);
        assertThat(problem(response).detail())
                .isEqualTo("The counts of shop/cart are on their way.");
    }

    @Test
    void an_owner_that_cannot_be_reached_is_named() throws Exception {
        elsewhere();
        server().close().toCompletionStage().toCompletableFuture().get();

        Response response = get(null, null, null);

        assertAskedAgainSoon(response);
        assertThat(problem(response).detail())
                .startsWith("The replica that counts for shop/cart does not answer: 127.0.0.1:");
    }

    @Test
    void something_else_at_the_owners_address_is_a_bad_gateway() {
        elsewhere();
        owner = request -> request.response().putHeader("Content-Type", "text/html").end("<p>");

        Response response = get(null, null, null);

        assertThat(response.getStatus()).isEqualTo(502);
        assertThat(problem(response).detail()).endsWith("status 200 with text/html");
    }

    private void elsewhere() {
        found = new Elsewhere("127.0.0.1", server().actualPort());
    }

    private HttpServer server() {
        if (server == null) {
            throw new IllegalStateException("not open");
        }
        return server;
    }

    private Response get(
            @Nullable String window, @Nullable String forwarded, @Nullable String authorization) {
        return resource.get("shop", "cart-availability", window, forwarded, authorization)
                .await()
                .atMost(PATIENCE.multipliedBy(2));
    }

    private static void assertAskedAgainSoon(Response response) {
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getMediaType()).hasToString("application/problem+json");
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("2");
    }

    private static Problem problem(Response response) {
        return assertThat(response.getEntity()).asInstanceOf(type(Problem.class)).actual();
    }
}
