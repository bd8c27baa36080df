package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.Fingerprint;
import dev.meshfuse.alert.Mapping;
import dev.meshfuse.testing.Property;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("InputStreamSlowMultibyteRead") // bodies here are short, or never end
class WebhookBodyTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    /** As Alertmanager 0.28 sends it, with a field of a newer one. */
    private static final String MESSAGE =
            """
            {
              "receiver": "mesh\\\\.fuse\\\\-hook",
              "status": "firing",
              "notification_reason": "first notification",
              "alerts": [
                {
                  "status": "firing",
                  "labels": {"alertname": "CartFails", "namespace": "shop", "service": "cart", "empty": ""},
                  "annotations": {"summary": "It fails.", "description": "It fails a lot."},
                  "startsAt": "2026-03-01T10:59:30.123456789+01:00",
                  "endsAt": "0001-01-01T00:00:00Z",
                  "generatorURL": "http://prometheus/graph?g0.expr=1",
                  "fingerprint": "0000000000000000",
                  "unheardOf": {"a": [1, {"b": null}]}
                },
                {
                  "status": "resolved",
                  "labels": {"alertname": "CartSlow"},
                  "annotations": {"description": "Slow."},
                  "startsAt": "2026-03-01T09:00:00Z",
                  "endsAt": "2026-03-01T09:30:00Z",
                  "generatorURL": ""
                }
              ],
              "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
              "externalURL": "http://alertmanager:9093",
              "version": "4",
              "groupKey": "{}:{}",
              "truncatedAlerts": 3
            }
            """;

    @Test
    void a_message_is_read_alert_by_alert() {
        WebhookBody body = read(MESSAGE);

        assertThat(body.receiver()).isEqualTo("mesh.fuse-hook");
        assertThat(body.truncated()).isEqualTo(3);
        assertThat(body.malformed()).isZero();
        Map<String, String> labels =
                Map.of("alertname", "CartFails", "namespace", "shop", "service", "cart");
        Alert first = body.alerts().getFirst();
        assertThat(first)
                .isEqualTo(
                        new Alert(
                                Fingerprint.of(labels),
                                Alert.Status.FIRING,
                                Instant.parse("2026-03-01T09:59:30.123456789Z"),
                                null,
                                labels,
                                "It fails.",
                                "http://prometheus/graph?g0.expr=1",
                                "mesh.fuse-hook",
                                3,
                                NOW,
                                first.named()));
        assertThat(first.named().service()).isEqualTo("cart");
        Alert second = body.alerts().getLast();
        assertThat(second.status()).isEqualTo(Alert.Status.RESOLVED);
        assertThat(second.endsAt()).isEqualTo(Instant.parse("2026-03-01T09:30:00Z"));
        assertThat(second.summary()).isEqualTo("Slow.");
        assertThat(second.named().namesSomething()).isFalse();
    }

    @Test
    void what_cannot_be_an_alert_is_left_out_and_told() {
        WebhookBody body =
                read(
                        """
                        {"version": "4", "alerts": [
                          {"status": "firing", "labels": {"a": "1"}, "startsAt": "2026-03-01T09:00:00Z"},
                          {"status": "firing", "startsAt": "2026-03-01T09:00:00Z"},
                          {"status": "firing", "labels": {}, "startsAt": "2026-03-01T09:00:00Z"},
                          {"status": "firing", "labels": {"a": ""}, "startsAt": "2026-03-01T09:00:00Z"},
                          {"status": "firing", "labels": {"a": 1}, "startsAt": "2026-03-01T09:00:00Z"},
                          {"status": "firing", "labels": {"a": "1"}},
                          {"status": "firing", "labels": {"a": "1"}, "startsAt": "0001-01-01T00:00:00Z"},
                          {"status": "firing", "labels": {"a": "1"}, "startsAt": "yesterday"},
                          {"status": "burning", "labels": {"a": "1"}, "startsAt": "2026-03-01T09:00:00Z"},
                          null, 7, []
                        ]}
                        """);

        assertThat(body.alerts()).hasSize(1);
        assertThat(body.malformed()).isEqualTo(11);
        assertThat(body.faults())
                .containsExactly(
                        "alerts[1]: needs labels",
                        "alerts[2]: needs labels",
                        "alerts[3]: needs labels",
                        "alerts[4]: labels must be texts",
                        "alerts[5]: startsAt must be a time such as 2026-03-01T10:00:00Z",
                        "alerts[6]: startsAt must be a time such as 2026-03-01T10:00:00Z",
                        "alerts[7]: startsAt must be a time such as 2026-03-01T10:00:00Z",
                        "alerts[8]: status must be firing or resolved",
                        "alerts[9]: is no object",
                        "alerts[10]: is no object");
    }

    @Test
    void an_alert_of_any_size_is_not_kept() {
        String many = labels(JsonAlert.MOST_LABELS + 1, "1");
        String fit = labels(JsonAlert.MOST_LABELS, "1");
        String large = labels(10, "x".repeat(JsonAlert.LONGEST_LABELS / 10));

        assertThat(read(message(alert(many))).faults())
                .containsExactly(
                        "alerts[0]: has more than 100 labels, or more than 16384 characters in them");
        assertThat(read(message(alert(large))).malformed()).isEqualTo(1);
        assertThat(read(message(alert(fit))).alerts()).hasSize(1);
    }

    @Test
    void what_is_only_shown_is_cut_and_not_in_the_middle_of_a_letter() {
        String text = "😀".repeat(JsonAlert.LONGEST_SHOWN + 5);
        WebhookBody body =
                read(
                        message(
                                """
                                {"status": "firing", "labels": {"a": "1"}, "startsAt": "2026-03-01T09:00:00Z",
                                 "annotations": {"summary": "%s"}}
                                """
                                        .formatted(text)));

        assertThat(body.alerts().getFirst().summary())
                .isEqualTo("😀".repeat(JsonAlert.LONGEST_SHOWN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ``                                        | the body is no JSON object
                    []                                        | the body is no JSON object
                    "text"                                    | the body is no JSON object
                    {"version": "4", "alerts": [}             | the body is not JSON as it is wanted here at line 1, column 29
                    {"version": "4", "alerts": [              | the body is not JSON as it is wanted here at line 1, column 29
                    {"version": "4", "alerts": []} {}         | the body goes on after its end
                    {"version": "4"}                          | the body needs 'alerts', a list
                    {"version": "4", "alerts": {"a": []}}     | the body needs 'alerts', a list
                    {"version": "4", "alerts": null}          | the body needs 'alerts', a list
                    {"alerts": []}                            | the body has no version: it is no message of Alertmanager's webhook, or its receiver has a payload of its own
                    {"version": "5", "alerts": []}            | the body is of another version than 4, the one that is known
                    """)
    void what_is_no_message_is_refused_with_the_reason(String body, String reason) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        WebApplicationException.class,
                        e -> {
                            assertThat(e.getResponse().getStatus()).isEqualTo(400);
                            assertThat(e.getMessage()).isEqualTo(reason);
                        });
    }

    @Test
    void nesting_without_end_is_refused() {
        assertThatThrownBy(() -> read("{\"a\": " + "[".repeat(1_000_000)))
                .hasMessageStartingWith("the body is not JSON as it is wanted here");
    }

    @Test
    void a_body_in_another_charset_is_refused() {
        assertThatThrownBy(() -> read(MESSAGE.getBytes(StandardCharsets.UTF_16)))
                .isInstanceOf(WebApplicationException.class);
        assertThatThrownBy(
                        () -> read("{\"receiver\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("the body is not in UTF-8");
    }

    @Test
    void ten_thousand_alerts_are_taken_and_one_more_is_not() {
        String one = alert("\"alertname\": \"Many\"");
        String most = message((one + ",").repeat(WebhookBody.MOST_ALERTS - 1) + one);

        assertThat(read(most).alerts()).hasSize(WebhookBody.MOST_ALERTS);
        assertThatThrownBy(() -> read(most.replaceFirst("\\[", "[" + one + ",")))
                .isInstanceOfSatisfying(
                        WebApplicationException.class,
                        e -> assertThat(e.getResponse().getStatus()).isEqualTo(413));
    }

    @Test
    void a_body_without_end_is_read_no_further_than_it_may_be_long() {
        AtomicLong read = new AtomicLong();
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return read.incrementAndGet() == 1 ? '{' : ' ';
                    }
                };

        assertThatThrownBy(() -> read(endless))
                .isInstanceOfSatisfying(
                        WebApplicationException.class,
                        e -> assertThat(e.getResponse().getStatus()).isEqualTo(413));
        assertThat(read).hasValueLessThan(WebhookBody.MOST_BYTES + 100_000L);
    }

    @Test
    void a_body_that_takes_too_long_is_given_up() throws IOException {
        AtomicLong nanos = new AtomicLong();
        BoundedBody body =
                new BoundedBody(new ByteArrayInputStream(new byte[] {1, 2, 3}), 1000, nanos::get);

        assertThat(body.read()).isEqualTo(1);
        nanos.set(BoundedBody.PATIENCE.toNanos());
        assertThat(body.read()).isEqualTo(2);
        nanos.incrementAndGet();
        assertThatThrownBy(body::read).isInstanceOf(BoundedBody.TooSlowException.class);
    }

    @Test
    void a_body_that_stops_coming_is_told_from_one_that_is_wrong() {
        InputStream cut =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("read timed out");
                    }
                };

        assertThatThrownBy(() -> read(cut))
                .isInstanceOfSatisfying(
                        WebApplicationException.class,
                        e -> assertThat(e.getResponse().getStatus()).isEqualTo(408));
    }

    @Property
    void garbage_is_refused_or_read_and_nothing_else_happens(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = MESSAGE.getBytes(StandardCharsets.UTF_8);
            for (int change = 0; change <= random.nextInt(4); change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            byte[] cut =
                    random.nextBoolean()
                            ? bytes
                            : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            try {
                WebhookBody body = read(cut);
                assertThat(body.alerts().size() + body.malformed()).isLessThanOrEqualTo(2);
                body.alerts().forEach(alert -> assertThat(alert.labels()).isNotEmpty());
            } catch (WebApplicationException e) {
                assertThat(e.getResponse().getStatus()).isEqualTo(400);
            }
        }
    }

    private static String labels(int count, String value) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < count; i++) {
            labels.append(i == 0 ? "" : ", ").append("\"l%d\": \"%s\"".formatted(i, value));
        }
        return labels.toString();
    }

    private static String alert(String labels) {
        return "{\"status\": \"firing\", \"labels\": {%s}, \"startsAt\": \"2026-03-01T09:00:00Z\"}"
                .formatted(labels);
    }

    private static String message(String alerts) {
        return "{\"version\": \"4\", \"alerts\": [%s]}".formatted(alerts);
    }

    private static WebhookBody read(String body) {
        return read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static WebhookBody read(byte[] body) {
        return read(new ByteArrayInputStream(body));
    }

    private static WebhookBody read(InputStream body) {
        return WebhookBody.read(body, new Mapping("Kubernetes", List.of())::map, NOW);
    }
}
