package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the project's client cannot express: raw watches, wrong content types, paths and headers.
 */
class HttpTest extends ServerTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void disconnect() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(kubernetes.url() + path));
    }

    private HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private List<JsonNode> watch(String query) throws IOException, InterruptedException {
        HttpRequest get = request(MAPS + "?watch=true&timeoutSeconds=1&" + query).build();
        try (Stream<String> lines = http.send(get, BodyHandlers.ofLines()).body()) {
            return lines.map(l -> Json.parse(l, Json.JSON)).toList();
        }
    }

    @Test
    void unknownPathIsAStatusOfNotFound() throws Exception {
        HttpResponse<String> answer =
                http.send(request("/apis/none.dev/v1/things").build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode status = Json.parse(answer.body(), Json.JSON);
        assertThat(Json.text(status, "kind")).isEqualTo("Status");
        assertThat(Json.text(status, "reason")).isEqualTo("NotFound");
    }

    @Test
    void patchOfAnUnknownFormatIsUnsupported() throws Exception {
        client.resource(configMap("a")).create();
        assertThat(send("PATCH", MAPS + "/a", "text/plain", "{}").statusCode()).isEqualTo(415);
    }

    @Test
    void bodyThatIsNotJsonIsABadRequest() throws Exception {
        assertThat(send("POST", MAPS, Json.JSON, "{").statusCode()).isEqualTo(400);
    }

    @Test
    void unsupportedMethodIsNotAllowed() throws Exception {
        assertThat(send("PUT", MAPS, Json.JSON, "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void putOfACustomResourceMustCarryAVersion() throws Exception {
        kubernetes.apply(VIRTUAL_SERVICE);
        String path = "/apis/networking.istio.io/v1/namespaces/default/virtualservices/checkout";
        HttpResponse<String> answer = send("PUT", path, "application/yaml", VIRTUAL_SERVICE);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("must be specified for an update");
    }

    @Test
    void unknownFieldsAreWarnedOfInAHeader() throws Exception {
        HttpResponse<String> answer =
                send("POST", MAPS, Json.JSON, "{\"metadata\":{\"name\":\"a\",\"colour\":1}}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Warning"))
                .hasValue("299 - \"unknown field \\\"metadata.colour\\\"\"");
    }

    @Test
    void injectedStatusCarriesRetryAfter() throws Exception {
        kubernetes.faults().next(1, r -> true, Fault.status(429, Duration.ofSeconds(7)));
        HttpResponse<String> answer = http.send(request(MAPS).build(), BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.body()).contains("TooManyRequests");
    }

    @Test
    void watchFromAVersionReplaysWhatCameLater() throws Exception {
        String version =
                client.resource(configMap("a")).create().getMetadata().getResourceVersion();
        client.resource(configMap("b")).create();
        client.resource(configMap("a")).delete();
        assertThat(watch("resourceVersion=" + version))
                .extracting(
                        e -> Json.text(e, "type"), e -> Json.text(e, "object", "metadata", "name"))
                .containsExactly(tuple("ADDED", "b"), tuple("DELETED", "a"));
    }

    @Test
    void watchThatTimesOutEndsWithABookmark() throws Exception {
        client.resource(configMap("a")).create();
        List<JsonNode> events = watch("allowWatchBookmarks=true");
        assertThat(events)
                .extracting(e -> Json.text(e, "type"))
                .containsExactly("ADDED", "BOOKMARK");
        assertThat(Json.text(events.get(1), "object", "metadata", "resourceVersion")).isNotEmpty();
    }

    @Test
    void initialEventsEndWithAMarkedBookmark() throws Exception {
        client.resource(configMap("a")).create();
        List<JsonNode> events =
                watch(
                        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                                + "&allowWatchBookmarks=true");
        assertThat(
                        Json.text(
                                events.get(1),
                                "object",
                                "metadata",
                                "annotations",
                                "k8s.io/initial-events-end"))
                .isEqualTo("true");
    }

    @Test
    void watchFromATooOldVersionIsAnErrorEvent() throws Exception {
        String version =
                client.resource(configMap("a")).create().getMetadata().getResourceVersion();
        kubernetes.faults().expireWatches();
        List<JsonNode> events = watch("resourceVersion=" + version);
        assertThat(events).extracting(e -> Json.text(e, "type")).containsExactly("ERROR");
        assertThat(events.get(0).path("object").path("code").asInt()).isEqualTo(410);
    }

    @Test
    void watchOfAClientThatLeftIsReleased() throws Exception {
        HttpRequest get = request(MAPS + "?watch=true").build();
        try (InputStream body = http.send(get, BodyHandlers.ofInputStream()).body()) {
            assertThat(kubernetes.openWatches()).isEqualTo(1);
            assertThat(body.available()).isZero();
        }
        await().until(() -> kubernetes.openWatches() == 0);
    }
}
