package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
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
                        "restarts that are no number",
                        json(
                                ONE.replace(
                                        "pod_uid\"",
                                        "pod_uid\": \"u7\", \"__meta_kubernetes_pod_container_restart_count\": \"many\", \"x\""))),
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

    private static final String GROUPS =
            """
            [{"targets": ["10.0.0.7:15090"],
              "labels": {"__meta_kubernetes_namespace": "shop",
                         "__meta_kubernetes_pod_name": "cart-v1-5f7d-x2x",
                         "__meta_kubernetes_pod_uid": "u7",
                         "__meta_kubernetes_pod_controller_kind": "ReplicaSet",
                         "__meta_kubernetes_pod_controller_name": "cart-v1-5f7d",
                         "__meta_kubernetes_pod_label_pod_template_hash": "5f7d",
                         "__meta_kubernetes_pod_container_restart_count": "2"}},
             {"targets": ["10.0.0.8:15090"],
              "labels": {"__meta_kubernetes_namespace": "other",
                         "__meta_kubernetes_pod_name": "web-0"}},
             {"targets": ["10.0.0.9:15090", "[2001:db8::9]:15090"]}]
            """;

    @Test
    void a_workload_that_the_labels_leave_open_is_not_guessed() throws IOException {
        String withoutHash = GROUPS.replace("pod_label_pod_template_hash", "pod_label_other");

        assertThat(HttpSdTargets.parse(new ObjectMapper().readTree(withoutHash), Set.of()))
                .first()
                .extracting(Target::pod)
                .isEqualTo(new Pod("u7", "shop", "cart-v1-5f7d-x2x", null, 2));
    }

    @Test
    void the_labels_of_each_group_tell_its_pods() throws IOException {
        assertThat(HttpSdTargets.parse(new ObjectMapper().readTree(GROUPS), Set.of()))
                .extracting(Target::key, Target::pod)
                .containsExactly(
                        tuple(
                                "10.0.0.7:15090/stats/prometheus",
                                new Pod("u7", "shop", "cart-v1-5f7d-x2x", "cart-v1", 2)),
                        tuple(
                                "10.0.0.8:15090/stats/prometheus",
                                new Pod("other/web-0", "other", "web-0", null, 0)),
                        tuple("10.0.0.9:15090/stats/prometheus", null),
                        tuple("[2001:db8::9]:15090/stats/prometheus", null));
    }

    @Test
    void targets_known_to_be_of_other_namespaces_are_left_out() throws IOException {
        assertThat(HttpSdTargets.parse(new ObjectMapper().readTree(GROUPS), Set.of("shop")))
                .extracting(target -> target.endpoints().getFirst().getHost())
                .containsExactly("10.0.0.7", "10.0.0.9", "[2001:db8::9]");
    }

    @Test
    void why_a_list_is_not_used_is_told_until_it_is_good_again() {
        answer = json("]{");
        try (HttpSdTargets targets = begin()) {
            await().atMost(PATIENCE)
                    .until(() -> targets.problem().filter(p -> p.contains("not JSON")).isPresent());

            answer = json(ONE);

            await().atMost(PATIENCE).until(() -> targets.problem().isEmpty());
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
        return new HttpSdTargets(vertx, url, Duration.ofMillis(50), Set.of(), new ObjectMapper());
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
