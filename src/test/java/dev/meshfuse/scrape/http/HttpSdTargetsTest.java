package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpSdTargetsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ONE =
            """
            [{"targets": ["10.0.0.7:15090"],
              "labels": {"__meta_kubernetes_pod_uid": "u7", "__metrics_path__": "/stats/prometheus"}}]
            """;
    private static final Target TARGET =
            Target.at(URI.create("http://10.0.0.7:15090/stats/prometheus"), Pod.of("u7"));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final Logged log = new Logged(HttpSdTargets.class);
    private volatile Consumer<HttpServerRequest> answer = json(ONE);

    @AfterEach
    void end() {
        log.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Arguments> uselessLists() {
        return Stream.of(
                arguments("garbage", json("]{")),
                arguments("nothing", json("")),
                arguments("HTML", json("<!doctype html><title>Sign in</title>")),
                arguments("no list", json("{\"targets\": []}")),
                arguments("a group without targets", json("[{\"labels\": {}}]")),
                arguments("no address", json("[{\"targets\": [\"not an address\"]}]")),
                arguments("credentials", json("[{\"targets\": [\"169.254.169.254:80\"]}]")),
                arguments("the same in IPv6", json("[{\"targets\": [\"[fe80::1]:80\"]}]")),
                arguments(
                        "an error",
                        (Consumer<HttpServerRequest>)
                                request -> request.response().setStatusCode(500).end("[]")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessLists")
    void a_list_that_is_none_leaves_the_last_good_one_in_use(
            String what, Consumer<HttpServerRequest> useless) {
        try (HttpSdTargets targets = begin()) {
            await().atMost(PATIENCE).until(() -> targets.targets().equals(List.of(TARGET)));

            answer = useless;

            awaitFurtherAnswers(3);
            assertThat(targets.targets()).containsExactly(TARGET);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("http-sd list not usable, keeping the last one: url=http://127.");
        }
    }

    @Test
    void a_redirect_is_not_followed() {
        answer =
                request -> {
                    if ("/elsewhere".equals(request.path())) {
                        json(ONE).accept(request);
                    } else {
                        request.response()
                                .setStatusCode(302)
                                .putHeader("location", "/elsewhere")
                                .end();
                    }
                };
        try (HttpSdTargets targets = begin()) {
            awaitFurtherAnswers(3);

            assertThat(targets.targets()).isEmpty();
        }
    }

    @Test
    void an_empty_list_is_a_list() {
        try (HttpSdTargets targets = begin()) {
            await().atMost(PATIENCE).until(() -> !targets.targets().isEmpty());

            answer = json("[]");

            await().atMost(PATIENCE).until(() -> targets.targets().isEmpty());
        }
    }

    @Test
    void a_list_that_is_good_again_is_used_and_its_next_fault_is_logged_anew() {
        answer = json("]{");
        try (HttpSdTargets targets = begin()) {
            await().atMost(PATIENCE).until(() -> log.lines().size() == 1);
            answer = json(ONE);
            await().atMost(PATIENCE).until(() -> targets.targets().equals(List.of(TARGET)));

            answer = json("]{");

            await().atMost(PATIENCE).until(() -> log.lines().size() == 2);
        }
    }

    private HttpSdTargets begin() {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(request -> {
                            asked.incrementAndGet();
                            answer.accept(request);
                        })
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/targets");
        return new HttpSdTargets(
                vertx, url, Duration.ofMillis(50), Set.of(), new ObjectMapper());
    }

    private void awaitFurtherAnswers(int count) {
        int until = asked.get() + count;
        await().atMost(PATIENCE).until(() -> asked.get() >= until);
    }

    private static Consumer<HttpServerRequest> json(String body) {
        return request ->
                request.response().putHeader("content-type", "application/json").end(body);
    }
}
