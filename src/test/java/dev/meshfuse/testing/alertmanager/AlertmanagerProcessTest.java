package dev.meshfuse.testing.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertmanagerProcessTest {
    private static final String CONFIG =
            """
            route: {receiver: nobody}
            receivers: [{name: nobody}]
            """;

    @TempDir private Path folder;
    private Path program;

    @BeforeEach
    void find() {
        program = AlertmanagerProcess.programFor(AlertmanagerProcessTest.class);
    }

    @Test
    void it_takes_an_alert_and_holds_it_until_it_ends() throws Exception {
        try (AlertmanagerProcess alertmanager =
                AlertmanagerProcess.start(program, folder, CONFIG)) {
            assertThat(alertmanager.alerts()).isEmpty();

            assertThat(post(alertmanager, "[{\"labels\": {\"alertname\": \"Known\"}}]"))
                    .isEqualTo(200);

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(alertmanager.alerts())
                                    .extracting((JsonNode alert) ->
                                            alert.at("/labels/alertname").textValue())
                                    .containsExactly("Known"));
        }
    }

    @Test
    void a_configuration_that_it_does_not_take_is_told_in_its_own_words() {
        assertThatThrownBy(() -> AlertmanagerProcess.start(program, folder, "nonsense: 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("field nonsense not found");
    }

    private static int post(AlertmanagerProcess alertmanager, String alerts) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(
                                            URI.create(alertmanager.address() + "/api/v2/alerts"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(alerts))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
