package dev.meshfuse.alert.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.alert.OutgoingAlert;
import dev.meshfuse.alert.OutgoingAlert.Due;
import dev.meshfuse.alert.http.Alertmanagers.Place;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.testing.alertmanager.AlertmanagerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertmanagersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final FakeAlertmanager fake = new FakeAlertmanager();
    private final FakeAlertmanager other = new FakeAlertmanager();
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(fake, other));

    @TempDir private Path folder;

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void an_alert_is_sent_to_all_as_prometheus_sends_it() {
        to(fake.url(), other.url()).send(List.of(due("Burns")));

        for (FakeAlertmanager one : List.of(fake, other)) {
            await().atMost(PATIENCE).until(() -> one.held().containsKey("Burns"));
            FakeAlertmanager.Request request = one.requests().getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v2/alerts");
            assertThat(request.headers().get("Content-type")).containsExactly("application/json");
            assertThat(request.headers()).doesNotContainKey("Authorization");
            assertThat(request.alerts().get(0))
                    .hasToString(
                            "{\"labels\":{\"alertname\":\"Burns\",\"severity\":\"page\"},"
                                    + "\"annotations\":{\"summary\":\"It burns.\"},"
                                    + "\"startsAt\":\"2026-11-23T10:00:00Z\","
                                    + "\"endsAt\":\"2026-11-23T10:04:00Z\","
                                    + "\"generatorURL\":\"https://mf.example/cart\"}");
        }
        await().atMost(PATIENCE)
                .until(() ->
                        outcomes.equals(Map.of(name(fake) + " sent", 1, name(other) + " sent", 1)));
    }

    @Test
    void a_path_of_the_address_is_kept() {
        to(URI.create(fake.url() + "/alerts/")).send(List.of(due("Burns")));

        await().atMost(PATIENCE).until(() -> fake.requests().size() == 1);
        assertThat(fake.requests().getFirst().path()).isEqualTo("/alerts/api/v2/alerts");
        await().atMost(PATIENCE).until(() -> outcomes.containsKey(name(fake) + "/alerts sent"));
    }

    @Test
    void one_that_hangs_and_one_that_is_down_keep_no_other_waiting() {
        FakeAlertmanager down = new FakeAlertmanager();
        down.close();
        other.hang();
        Alertmanagers alertmanagers = to(other.url(), down.url(), fake.url());

        alertmanagers.send(List.of(due("First")));
        alertmanagers.send(List.of(due("Second")));

        await().atMost(PATIENCE)
                .until(() -> fake.held().keySet().containsAll(List.of("First", "Second")));
        await().atMost(PATIENCE)
                .until(() -> outcomes.getOrDefault(name(down) + " unreachable", 0) == 2);
        assertThat(other.requests()).hasSize(1);
        assertThat(other.held()).isEmpty();
    }

    @Test
    void one_that_does_not_answer_in_time_is_given_up_and_gets_the_next_sending() {
        fake.hang();
        Alertmanagers alertmanagers = to(Duration.ofMillis(300), fake.url());
        alertmanagers.send(List.of(due("Burns")));
        await().atMost(PATIENCE).until(() -> count("timeout") == 1);

        fake.letGo();
        alertmanagers.send(List.of(due("Again")));

        await().atMost(PATIENCE).until(() -> fake.held().containsKey("Again"));
    }

    @Test
    void ten_thousand_alerts_go_in_batches() {
        List<Due> many = IntStream.range(0, 10_000).mapToObj(i -> due("A" + i)).toList();

        to(fake.url()).send(many);

        await().atMost(PATIENCE).until(() -> fake.held().size() == 10_000);
        assertThat(fake.requests()).allMatch(r -> r.alerts().size() <= Alertmanager.BATCH);
        await().atMost(PATIENCE).until(() -> count("sent") == 10_000);
    }

    @Test
    void what_waits_is_bounded_and_only_the_latest_of_each_alert() {
        fake.hang();
        Alertmanagers alertmanagers = to(fake.url());
        alertmanagers.send(List.of(due("Blocks")));
        await().atMost(PATIENCE).until(() -> fake.requests().size() == 1);

        for (int round = 0; round < 3; round++) {
            Instant endsAt = T0.plusSeconds(round);
            alertmanagers.send(
                    IntStream.range(0, Alertmanager.MOST_WAITING + 5)
                            .mapToObj(i -> new Due(due("A" + i).alert(), endsAt))
                            .toList());
        }
        assertThat(count("dropped")).isEqualTo(15);
        fake.letGo();

        await().atMost(PATIENCE).until(() -> fake.held().size() == Alertmanager.MOST_WAITING + 1);
        assertThat(fake.held())
                .hasEntrySatisfying(
                        "A7",
                        alert ->
                                assertThat(alert.path("endsAt").asText())
                                        .isEqualTo("2026-11-23T10:00:02Z"));
        assertThat(fake.requests()).hasSize(1 + (Alertmanager.MOST_WAITING + 255) / 256);
    }

    @Test
    void one_alert_that_is_refused_takes_no_other_with_it() {
        fake.answers(request ->
                request.names().contains("A99")
                        ? FakeAlertmanager.Answer.of(400, "invalid label set")
                        : FakeAlertmanager.Answer.OK);

        to(fake.url()).send(IntStream.range(0, 256).mapToObj(i -> due("A" + i)).toList());

        await().atMost(PATIENCE).until(() -> count("sent") == 255 && count("refused") == 1);
        assertThat(fake.held()).hasSize(255).doesNotContainKey("A99");
        assertThat(fake.requests()).hasSize(17);
    }

    @Test
    void one_that_refuses_everything_is_not_asked_without_end() {
        fake.answers(FakeAlertmanager.Answer.of(400, "no"));

        to(fake.url()).send(IntStream.range(0, 256).mapToObj(i -> due("A" + i)).toList());

        await().atMost(PATIENCE).until(() -> count("refused") == 256);
        assertThat(fake.requests().size()).isLessThanOrEqualTo(Alertmanager.MOST_REQUESTS);
    }

    @ParameterizedTest
    @CsvSource({
        "500, failed",
        "503, failed",
        "429, failed",
        "401, unauthorized",
        "403, unauthorized",
        "404, refused",
        "413, refused"
    })
    void a_failure_is_counted_by_its_kind_and_not_tried_again_before_its_time(
            int status, String outcome) {
        fake.answers(FakeAlertmanager.Answer.of(status, "no"));

        to(fake.url()).send(List.of(due("Burns")));

        await().atMost(PATIENCE).until(() -> count(outcome) == 1);
        assertThat(fake.requests()).hasSize(1);
    }

    @Test
    void an_alertmanager_that_is_back_gets_the_next_sending() {
        fake.answers(FakeAlertmanager.Answer.of(500, "no"));
        Alertmanagers alertmanagers = to(fake.url());
        alertmanagers.send(List.of(due("Burns")));
        await().atMost(PATIENCE).until(() -> count("failed") == 1);

        fake.answers(FakeAlertmanager.Answer.OK);
        alertmanagers.send(List.of(due("Burns")));

        await().atMost(PATIENCE).until(() -> fake.held().containsKey("Burns"));
    }

    @Test
    void a_token_is_read_at_each_sending() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        Alertmanagers alertmanagers = to(Optional.of(new TokenFile(file)), fake.url());
        alertmanagers.send(List.of(due("A")));
        await().atMost(PATIENCE).until(() -> fake.held().containsKey("A"));
        Files.writeString(file, "second");
        alertmanagers.send(List.of(due("B")));
        await().atMost(PATIENCE).until(() -> fake.held().containsKey("B"));
        Files.delete(file);
        alertmanagers.send(List.of(due("C")));
        await().atMost(PATIENCE).until(() -> count("unauthorized") == 1);

        assertThat(fake.requests())
                .flatExtracting(
                        request -> request.headers().getOrDefault("Authorization", List.of()))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void nothing_follows_an_answer_that_leads_elsewhere() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "secret");
        fake.answers(new FakeAlertmanager.Answer(307, "", other.url() + "/api/v2/alerts"));

        to(Optional.of(new TokenFile(file)), fake.url()).send(List.of(due("Burns")));

        await().atMost(PATIENCE).until(() -> count("redirected") == 1);
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void a_real_alertmanager_takes_an_alert_and_lets_it_go_when_it_is_over() {
        try (AlertmanagerProcess real =
                AlertmanagerProcess.start(
                        AlertmanagerProcess.programFor(AlertmanagersTest.class),
                        folder,
                        """
                        route: {receiver: nobody}
                        receivers: [{name: nobody}]
                        """)) {
            Alertmanagers alertmanagers = to(URI.create(real.address()));
            Instant now = Instant.now();
            OutgoingAlert alert = due("Burns").alert();
            alertmanagers.send(
                    Stream.concat(
                                    Stream.of(new Due(alert, now.plusSeconds(240))),
                                    IntStream.range(0, 999)
                                            .mapToObj(i ->
                                                    new Due(
                                                            due("A" + i).alert(),
                                                            now.plusSeconds(240))))
                            .toList());
            await().atMost(PATIENCE).until(() -> real.alerts().size() == 1_000);
            JsonNode held =
                    real.alerts().stream()
                            .filter(a -> a.at("/labels/alertname").asText().equals("Burns"))
                            .findFirst()
                            .orElseThrow();
            assertThat(held.path("generatorURL").asText()).isEqualTo("https://mf.example/cart");
            assertThat(held.at("/annotations/summary").asText()).isEqualTo("It burns.");
            assertThat(Instant.parse(held.path("startsAt").asText())).isEqualTo(T0);

            alertmanagers.send(List.of(new Due(alert, now)));

            await().atMost(PATIENCE).until(() -> real.alerts().size() == 999);
        }
    }

    private Alertmanagers to(URI... urls) {
        return to(Duration.ofSeconds(10), Optional.empty(), urls);
    }

    private Alertmanagers to(Duration patience, URI... urls) {
        return to(patience, Optional.empty(), urls);
    }

    private Alertmanagers to(Optional<TokenFile> token, URI... urls) {
        return to(Duration.ofSeconds(10), token, urls);
    }

    private Alertmanagers to(Duration patience, Optional<TokenFile> token, URI... urls) {
        Alertmanagers alertmanagers =
                new Alertmanagers(
                        Stream.of(urls).map(Place::of).toList(),
                        new HttpClientOptions(),
                        patience,
                        token,
                        vertx,
                        JsonShapes.newMapper(),
                        (place, outcome, alerts) ->
                                outcomes.merge(
                                        place.name() + " " + outcome.word(), alerts, Integer::sum));
        open.add(alertmanagers);
        return alertmanagers;
    }

    private static String name(FakeAlertmanager one) {
        return one.url().getAuthority();
    }

    private int count(String outcome) {
        return outcomes.getOrDefault(name(fake) + " " + outcome, 0);
    }

    private static Due due(String name) {
        return new Due(
                OutgoingAlert.of(
                        Map.of("alertname", name, "severity", "page"),
                        Map.of("summary", "It burns."),
                        T0,
                        URI.create("https://mf.example/cart")),
                T0.plusSeconds(240));
    }
}
