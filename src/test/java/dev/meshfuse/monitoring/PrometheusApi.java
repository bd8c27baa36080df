package dev.meshfuse.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Asks a Prometheus. */
public final class PrometheusApi {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final String address;

    /**
     * @param address where it answers, such as {@code http://127.0.0.1:9090}
     */
    public PrometheusApi(String address) {
        this.address = address;
    }

    /**
     * What an expression is now: values by labels.
     *
     * @throws AssertionError with its words when it does not understand the expression
     */
    public Map<JsonNode, Double> ask(String expression) {
        Map<JsonNode, Double> values = new LinkedHashMap<>();
        for (JsonNode one : get("/api/v1/query?query=" + encoded(expression)).path("result")) {
            values.put(one.path("metric"), number(one.at("/value/1").asText()));
        }
        return values;
    }

    /** The names of all metrics it has seen. */
    public Set<String> metrics() {
        return texts(get("/api/v1/label/__name__/values"));
    }

    /** The values of a label among the series that a selector finds. */
    public Set<String> labelValues(String selector, String label) {
        return texts(get("/api/v1/label/" + label + "/values?match[]=" + encoded(selector)));
    }

    /** All rules as they are evaluated. */
    public List<JsonNode> rules() {
        return get("/api/v1/rules").path("groups").findValues("rules").stream()
                .flatMap(rules -> Dashboard.list(rules).stream())
                .toList();
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address + path.replace("[]", "%5B%5D")))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try {
            JsonNode answer =
                    MAPPER.readTree(
                            client.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.path("status").asText().equals("success")) {
                throw new AssertionError(path + ": " + answer.path("error").asText());
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
