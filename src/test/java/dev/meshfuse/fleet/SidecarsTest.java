package dev.meshfuse.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SidecarsTest {
    private static final int PODS = 3;
    private static final int SERVICES = 50;

    private static Sidecars sidecars;
    private static HttpClient http;

    @BeforeAll
    static void open() throws IOException {
        sidecars = Sidecars.open(PODS, SERVICES);
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void close() throws IOException {
        http.close();
        sidecars.close();
    }

    @Test
    void a_body_is_as_large_as_that_of_a_real_sidecar() throws Exception {
        measure(false);

        String body = body(0, "");

        assertThat(understood(body).samples()).isEqualTo(2827);
        assertThat(understood(body).refusedLines()).isZero();
        assertThat(body.length()).isCloseTo(2_220_000, within(50_000));
        assertThat(sidecars.ask(FleetState::sent).fullBytes()).isEqualTo(body.length());
    }

    @Test
    void no_two_pods_share_a_series() throws Exception {
        measure(false);

        List<String> one = series(body(0, ""));
        List<String> other = series(body(1, ""));

        assertThat(one).hasSize(Growth.SERIES_SETS).doesNotContainAnyElementsOf(other);
    }

    @Test
    void the_query_is_honoured_when_it_should_be() throws Exception {
        String query =
                "?usedonly&filter="
                        + URLEncoder.encode("^(istio_requests_total|envoy_server_uptime)$", UTF_8);
        measure(true);
        assertThat(understood(body(0, query)).samples()).isEqualTo(Growth.SERIES_SETS + 1);
        assertThat(understood(body(0, "?usedonly")).samples()).isEqualTo(2827 - 120);

        measure(false);
        assertThat(understood(body(0, query)).samples()).isEqualTo(2827);
    }

    @Test
    void a_filter_that_is_none_is_refused() throws Exception {
        measure(true);

        assertThat(get(0, "/stats/prometheus?filter=%28").statusCode()).isEqualTo(400);
        assertThat(get(0, "/elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void what_pods_show_is_what_the_fleet_says_was_requested() throws Exception {
        measure(false);
        long from = sidecars.ask(state -> state.grow(false));
        long before = shown();
        sidecars.ask(state -> state.grow(true));
        while (sidecars.ask(state -> state.grow(true)) < from + 300) {
            Thread.onSpinWait(); // until some requests were made
        }
        long to = sidecars.ask(state -> state.grow(false));
        long gained = shown() - before;

        long[] said = sidecars.ask(state -> state.requests(from, to));
        assertThat(gained).isPositive().isEqualTo(Arrays.stream(said).sum());
    }

    @Test
    void what_was_sent_is_counted() throws Exception {
        measure(false);
        long length = body(0, "").length();
        body(0, "");
        body(2, "");

        FleetState.Sent sent = sidecars.ask(FleetState::sent);

        assertThat(sent.answers()).isEqualTo(3);
        assertThat(sent.podsAnswered()).isEqualTo(2);
        assertThat(sent.bytes()).isEqualTo(3 * length);
        assertThat(sent.scrapes()).isEqualTo(1); // the second of the first pod
    }

    @Test
    void lateness_is_told_by_rank() {
        Lateness lateness = new Lateness();
        assertThat(lateness.quantile(0.99)).isZero();
        for (int millis = 1; millis <= 100; millis++) {
            lateness.add(millis);
        }
        lateness.add(-5);

        assertThat(lateness.quantile(0.5)).isEqualTo(50);
        assertThat(lateness.quantile(0.99)).isEqualTo(99);
        assertThat(lateness.quantile(1)).isEqualTo(100);
    }

    private static void measure(boolean honoursQuery) {
        sidecars.ask(state -> {
            state.measure(1000, honoursQuery);
            return true;
        });
    }

    private static long shown() throws Exception {
        long sum = 0;
        for (int pod = 0; pod < PODS; pod++) {
            sum +=
                    understood(body(pod, "")).series().stream()
                            .mapToLong(Reading.Series::requests)
                            .sum();
        }
        return sum;
    }

    private static List<String> series(String body) {
        return body.lines()
                .filter(line -> line.startsWith("istio_requests_total{"))
                .map(line -> line.substring(0, line.indexOf('}')))
                .collect(Collectors.toList());
    }

    private static ReadingBuilder.Body.Understood understood(String body) {
        ReadingBuilder builder = new ReadingBuilder();
        byte[] bytes = body.getBytes(UTF_8);
        builder.feed(bytes, 0, bytes.length);
        return (ReadingBuilder.Body.Understood) builder.finish();
    }

    private static String body(int pod, String query) throws Exception {
        return get(pod, "/stats/prometheus" + query).body();
    }

    private static HttpResponse<String> get(int pod, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecars.port(pod) + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
