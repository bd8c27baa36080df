package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Mapping;
import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import dev.meshfuse.testing.Alerts;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alertmanager sends a message. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // bodies here are short, or never end
class AlertmanagerResourceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TOKEN = "0123456789-abcdefghij";
    private static final String CART = alert("CartFails", "shop", "cart");

    @TempDir private Path folder;

    private final List<Alert> stored = new ArrayList<>();
    private final List<String> observed = new ArrayList<>();
    private final KnownAlerts known = new KnownAlerts();
    private CompletionStage<Void> kafka = CompletableFuture.completedFuture(null);

    private final AlertStore store =
            new AlertStore() {
                @Override
                public CompletionStage<Void> store(Collection<Alert> alerts) {
                    stored.addAll(alerts);
                    return kafka;
                }

                @Override
                public CompletionStage<Void> forget(Collection<String> keys) {
                    throw new AssertionError("a message forgets nothing");
                }
            };
    private final WebhookObserver observer =
            new WebhookObserver() {
                @Override
                public void alerts(Result result, long count) {
                    if (count > 0) {
                        observed.add(count + " " + result);
                    }
                }

                @Override
                public void truncated(long count) {
                    if (count > 0) {
                        observed.add(count + " truncated");
                    }
                }

                @Override
                public void message(Outcome outcome) {
                    observed.add(outcome.name());
                }
            };

    @Test
    void every_alert_is_stored_before_it_is_acknowledged() {
        Response response = send(open(), message(CART + "," + alert("Watchdog", "", "")));

        assertThat(response.getStatus()).isEqualTo(202);
        assertThat(response.getEntity()).isEqualTo(new WebhookAnswer(2, 1, 0, 0, List.of()));
        assertThat(stored).extracting(Alert::name).containsExactly("CartFails", "Watchdog");
        assertThat(stored.getFirst().named().service()).isEqualTo("cart");
        assertThat(observed).containsExactly("1 NAMED", "1 UNNAMED", "TAKEN");
    }

    @Test
    void what_kafka_does_not_take_is_to_be_sent_again() {
        kafka = CompletableFuture.failedFuture(new IllegalStateException("away"));
        Response failed = send(open(), message(CART));
        kafka = new CompletableFuture<>();
        Response late = send(open(), message(CART));

        for (Response response : List.of(failed, late)) {
            assertThat(response.getStatus()).isEqualTo(503);
            assertThat(response.getHeaderString(HttpHeaders.RETRY_AFTER)).isEqualTo("2");
            assertThat(response.getMediaType()).isEqualTo(Problem.MEDIA_TYPE);
        }
        assertThat(observed).containsExactly("UNAVAILABLE", "UNAVAILABLE");
    }

    @Test
    void what_is_malformed_or_cut_off_is_told_and_counted_and_the_rest_is_taken() {
        Response response =
                send(
                        open(),
                        "{\"version\": \"4\", \"truncatedAlerts\": 7, \"alerts\": [{}, %s]}"
                                .formatted(CART));

        assertThat(response.getStatus()).isEqualTo(202);
        assertThat(response.getEntity())
                .isEqualTo(
                        new WebhookAnswer(
                                1,
                                0,
                                1,
                                0,
                                List.of(
                                        "alerts[0]: startsAt must be a time such as"
                                                + " 2026-03-01T10:00:00Z")));
        assertThat(stored).singleElement().extracting(Alert::truncated).isEqualTo(7L);
        assertThat(observed).containsExactly("1 NAMED", "1 MALFORMED", "7 truncated", "TAKEN");
    }

    @Test
    void nothing_of_what_is_no_message_is_stored() {
        Response response = send(open(), message(CART).replace("]}", "]"));

        assertThat(response.getStatus()).isEqualTo(400);
        assertThat(stored).isEmpty();
        assertThat(observed).containsExactly("REFUSED");
    }

    @Test
    void another_charset_is_refused() {
        Response response =
                open(Authority.NONE).send(null, "application/json;charset=utf-16", message(CART));

        assertThat(response.getStatus()).isEqualTo(415);
        assertThat(open().send(null, "application/json; charset=UTF-8", message(CART)).getStatus())
                .isEqualTo(202);
    }

    @Test
    void without_the_credential_a_body_is_not_even_read() throws IOException {
        InputStream unread =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new AssertionError("the body is read");
                    }
                };
        Sender guarded = guarded();

        for (String shown : new @Nullable String[] {null, "Bearer nonsense"}) {
            Response response = guarded.resource().take(shown, null, unread);
            assertThat(response.getStatus()).isEqualTo(401);
            assertThat(response.getHeaderString(HttpHeaders.WWW_AUTHENTICATE))
                    .isEqualTo("Bearer realm=\"meshfuse\"");
            assertThat(response.getMediaType()).isEqualTo(Problem.MEDIA_TYPE);
        }
        assertThat(guarded.send("Bearer " + TOKEN, null, message(CART)).getStatus()).isEqualTo(202);
        assertThat(observed).startsWith("UNAUTHORIZED", "UNAUTHORIZED");
    }

    @Test
    void where_callers_are_asked_and_nothing_is_set_it_says_how_to_switch_it_on() {
        Response response = send(open(ASKING), message(CART));

        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(((Problem) response.getEntity()).detail())
                .contains("meshfuse.alert.webhook.token-file")
                .contains("meshfuse.alert.webhook.basic-file");
        assertThat(stored).isEmpty();
    }

    @Test
    void a_credential_that_cannot_be_read_is_trouble_that_may_pass() throws IOException {
        Sender guarded = guarded();
        Files.delete(folder.resolve("token"));

        assertThat(guarded.send("Bearer " + TOKEN, null, message(CART)).getStatus()).isEqualTo(503);
    }

    @Test
    void as_many_alerts_are_kept_as_may_be_and_the_rest_is_told() {
        fill(KnownAlerts.MOST_UNNAMED - 1, "");
        Response response =
                send(
                        open(),
                        message(
                                Stream.of(
                                                alert("One", "", ""),
                                                alert("Two", "", ""),
                                                alert("CartFails", "shop", "cart"))
                                        .collect(Collectors.joining(","))));

        assertThat(response.getEntity()).isEqualTo(new WebhookAnswer(2, 1, 0, 1, List.of()));
        assertThat(stored).extracting(Alert::name).containsExactly("One", "CartFails");
        assertThat(observed).containsExactly("1 NAMED", "1 UNNAMED", "1 NO_ROOM", "TAKEN");
    }

    @Test
    void what_is_kept_already_has_its_place_also_where_there_is_no_room() {
        fill(KnownAlerts.MOST, "cart");
        String first = alert("Alert0", "shop", "cart");

        Response response =
                send(
                        open(),
                        message(
                                first.replace("firing", "resolved")
                                        + ","
                                        + alert("Fresh", "shop", "cart")));

        assertThat(response.getEntity()).isEqualTo(new WebhookAnswer(1, 0, 0, 1, List.of()));
        assertThat(stored).extracting(Alert::status).containsExactly(Alert.Status.RESOLVED);
    }

    @Test
    void more_bodies_at_once_than_there_is_memory_for_are_to_come_again() throws Exception {
        Sender open = open();
        CountDownLatch reading = new CountDownLatch(4);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> slow =
                    IntStream.range(0, 4)
                            .mapToObj(i ->
                                    clients.submit(() ->
                                            open.resource()
                                                    .take(null, null, waiting(reading, goOn))))
                            .toList();
            reading.await();

            assertThat(open.send(null, null, message(CART)).getStatus()).isEqualTo(503);

            goOn.countDown();
            for (Future<Response> one : slow) {
                assertThat(one.get().getStatus()).isEqualTo(400);
            }
        }
        assertThat(open.send(null, null, message(CART)).getStatus()).isEqualTo(202);
    }

    private static InputStream waiting(CountDownLatch reading, CountDownLatch goOn) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                reading.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
        };
    }

    private void fill(int count, String service) {
        for (int i = 0; i < count; i++) {
            Map<String, String> labels =
                    service.isEmpty()
                            ? Map.of("alertname", "Alert" + i)
                            : Map.of(
                                    "alertname",
                                    "Alert" + i,
                                    "namespace",
                                    "shop",
                                    "service",
                                    service);
            Alerts.put(known, Alerts.firing(labels, NOW));
        }
    }

    /** The resource, and the way of a message to it. */
    private record Sender(AlertmanagerResource resource) {
        Response send(@Nullable String shown, @Nullable String type, String message) {
            return resource.take(
                    shown,
                    type == null ? null : MediaType.valueOf(type),
                    new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Response send(Sender sender, String message) {
        return sender.send(null, null, message);
    }

    private Sender open() {
        return open(Authority.NONE);
    }

    private Sender open(Authority authority) {
        return sender(new WebhookCredential(Optional.empty(), Optional.empty()), authority);
    }

    private Sender guarded() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return sender(new WebhookCredential(Optional.of(file), Optional.empty()), ASKING);
    }

    private Sender sender(WebhookCredential credential, Authority authority) {
        return new Sender(
                new AlertmanagerResource(
                        credential,
                        authority,
                        new Mapping("Kubernetes", List.of()),
                        known,
                        store,
                        observer,
                        Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private static final Authority ASKING =
            new Authority() {
                @Override
                public Optional<Caller> authenticate(String token) {
                    throw new AssertionError("the cluster is not asked");
                }

                @Override
                public boolean allows(Caller caller, Permission permission) {
                    throw new AssertionError("the cluster is not asked");
                }
            };

    private static String alert(String name, String namespace, String service) {
        return """
        {"status": "firing", "startsAt": "2026-03-01T09:59:00Z",
         "labels": {"alertname": "%s", "namespace": "%s", "service": "%s"}}
        """
                .formatted(name, namespace, service);
    }

    private static String message(String alerts) {
        return "{\"version\": \"4\", \"receiver\": \"meshfuse\", \"alerts\": [%s]}"
                .formatted(alerts);
    }
}
