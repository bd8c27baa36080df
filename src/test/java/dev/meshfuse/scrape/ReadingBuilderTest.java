package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.scrape.ReadingBuilder.Body;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingBuilderTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final Target CART =
            Target.at(
                    URI.create("http://10.0.0.7:15090/stats/prometheus?filter=istio_requests"),
                    Pod.of("uid-1"));

    @Test
    void a_body_gives_its_counters_with_the_labels_that_counting_needs() {
        Body.Understood body =
                understood(
                        """
                        # TYPE istio_requests_total counter
                        istio_requests_total{response_code="503",reporter="source",source_workload="web",source_workload_namespace="shop",\
                        destination_service="cart.shop.svc.cluster.local",destination_service_name="cart",destination_service_namespace="shop",\
                        destination_workload="cart-v2",destination_workload_namespace="shop",destination_canonical_revision="v2",\
                        request_protocol="http",response_flags="UF,URX",connection_security_policy="unknown"} 12
                        istio_request_bytes_count{reporter="source"} 12
                        envoy_server_uptime{} 3600
                        """);

        assertThat(body.series())
                .extracting(Reading.Series::labels, Reading.Series::requests)
                .containsExactly(
                        tuple(
                                new RequestLabels(
                                        "source",
                                        "web",
                                        "shop",
                                        "cart.shop.svc.cluster.local",
                                        "cart",
                                        "shop",
                                        "cart-v2",
                                        "shop",
                                        "v2",
                                        "http",
                                        "503",
                                        "",
                                        "UF,URX",
                                        Set.of()),
                                12L));
        assertThat(body)
                .extracting(Body.Understood::samples, Body.Understood::uptimeSeconds)
                .containsExactly(3L, 3600L);
    }

    @Test
    void a_body_says_what_it_needs_to_become_a_reading() {
        Reading reading =
                understood("istio_requests_total 7\nenvoy_server_uptime 60\n")
                        .toReading(
                                CART,
                                "/stats/prometheus?filter=istio_requests",
                                CollectorClock.neverSet(1000),
                                5,
                                AT,
                                AT.minusSeconds(30));

        assertThat(reading)
                .isEqualTo(
                        new Reading(
                                "10.0.0.7:15090/stats/prometheus?filter=istio_requests",
                                "uid-1",
                                null,
                                1000,
                                5,
                                AT,
                                AT.minusSeconds(30),
                                60L,
                                true,
                                "/stats/prometheus?filter=istio_requests",
                                reading.series()));
    }

    @Test
    void a_target_without_a_pod_is_known_by_its_address() {
        Reading reading =
                understood("istio_requests_total 7\n")
                        .toReading(
                                Target.parse("10.0.0.7:15090"),
                                "/stats/prometheus",
                                CollectorClock.neverSet(1000),
                                5,
                                AT,
                                AT);

        assertThat(reading)
                .extracting(Reading::process, Reading::uptimeSeconds, Reading::endpoint)
                .containsExactly("10.0.0.7:15090", null, "/stats/prometheus");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    istio_requests_total 7                | true
                    # nothing wrong                       | true
                    istio_requests_total{a="b} 7          | false
                    istio_requests_total{a="b"} NaN       | false
                    istio_requests_total{a="b"} -1        | false
                    istio_requests_total{a="b"} 1.5       | false
                    istio_requests_total{again="yes"} 9   | false
                    envoy_server_uptime soon              | false
                    <html>                                | false
                    """)
    void a_reading_is_complete_when_every_line_was_understood(String line, boolean complete) {
        Body.Understood body = understood("istio_requests_total{again=\"yes\"} 1\n" + line + "\n");

        assertThat(
                        body.toReading(
                                        CART,
                                        "/stats/prometheus?filter=istio_requests",
                                        CollectorClock.UNKNOWN,
                                        1,
                                        AT,
                                        AT)
                                .complete())
                .isEqualTo(complete);
    }

    @Test
    void a_series_that_stands_twice_keeps_its_first_value() {
        assertThat(understood("istio_requests_total 1\nistio_requests_total 9\n").series())
                .extracting(Reading.Series::requests)
                .containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_155_760_001L, 31_556_889_864_403_199L, Long.MAX_VALUE})
    void an_uptime_no_process_can_have_is_refused(long seconds) {
        Body.Understood body =
                understood("istio_requests_total 1\nenvoy_server_uptime " + seconds + "\n");

        assertThat(body.uptimeSeconds()).isNull();
        assertThat(body.refusedLines()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# only a comment\n",
                "<html><body>Not Found</body></html>",
                "no healthy upstream",
                "{\"error\": \"unauthorized\"}",
                "\u001f\u008b\u0008\0\0\0",
            })
    void a_body_without_a_single_sample_is_no_exposition(String body) {
        assertThat(finish(body)).isInstanceOf(Body.NotAnExposition.class);
    }

    @Test
    void an_exposition_without_requests_is_one() {
        assertThat(understood("envoy_server_uptime 5\n").series()).isEmpty();
    }

    @Test
    void series_beyond_the_bound_are_refused() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < ReadingBuilder.MAX_SERIES + 2; i++) {
            body.append("istio_requests_total{n=\"").append(i).append("\"} 1\n");
        }

        Body.Understood read = understood(body.toString());

        assertThat(read.series()).hasSize(ReadingBuilder.MAX_SERIES);
        assertThat(read.refusedLines()).isEqualTo(2);
    }

    @Test
    void bytes_are_counted_as_they_come() {
        ReadingBuilder builder = new ReadingBuilder();

        builder.feed(new byte[7], 0, 7);
        builder.feed(new byte[5], 0, 5);

        assertThat(builder.bytes()).isEqualTo(12);
    }

    private static Body.Understood understood(String body) {
        return (Body.Understood) finish(body);
    }

    private static Body finish(String body) {
        ReadingBuilder builder = new ReadingBuilder();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        builder.feed(bytes, 0, bytes.length);
        return builder.finish();
    }
}
