package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FederatedReadingsTest {
    private static final Instant ASKED = Instant.parse("2026-03-01T10:00:00Z");
    private static final long SCRAPED = ASKED.minusSeconds(3).toEpochMilli();

    private final FederatedReadings federated = new FederatedReadings(1000);

    @Test
    void the_series_of_each_pod_are_a_reading_at_the_time_prometheus_scraped_it() {
        FederatedReadings.Read read =
                take(
                        requests("cart-a", 5, SCRAPED)
                                + requests("cart-b", 7, SCRAPED + 500)
                                + uptime("cart-a", 60, SCRAPED));

        assertThat(read.objections()).isEmpty();
        assertThat(read.readings())
                .extracting(
                        Reading::target,
                        Reading::process,
                        Reading::pod,
                        Reading::at,
                        Reading::uptimeSeconds)
                .containsExactlyInAnyOrder(
                        tuple(
                                "federate/shop/cart-a",
                                "shop/cart-a",
                                "shop/cart-a",
                                Instant.ofEpochMilli(SCRAPED),
                                60L),
                        tuple(
                                "federate/shop/cart-b",
                                "shop/cart-b",
                                "shop/cart-b",
                                Instant.ofEpochMilli(SCRAPED + 500),
                                null));
        assertThat(read.readings()).allMatch(Reading::complete);
        assertThat(federated.processes()).isEqualTo(2);
    }

    @Test
    void counters_and_buckets_of_the_same_labels_are_one_series() {
        Reading.Series series =
                one(bucket("cart-a", "+Inf", 9, SCRAPED)
                                + bucket("cart-a", "250.0", 8, SCRAPED)
                                + bucket("cart-a", "1000.0", 9, SCRAPED)
                                + requests("cart-a", 9, SCRAPED))
                        .series()
                        .getFirst();

        assertThat(series.requests()).isEqualTo(9);
        assertThat(series.latency())
                .isEqualTo(Histogram.of(new double[] {250, 1000}, new long[] {8, 9, 9}));
    }

    @Test
    void large_numbers_are_read_as_prometheus_writes_them() {
        String line = requests("cart-a", 1, SCRAPED).replace("} 1 ", "} 1.234567e+06 ");

        assertThat(one(line).series().getFirst().requests()).isEqualTo(1_234_567);
    }

    @Test
    void what_was_not_scraped_again_is_nothing_new() {
        take(requests("cart-a", 5, SCRAPED) + requests("cart-b", 7, SCRAPED));

        FederatedReadings.Read read =
                take(requests("cart-a", 6, SCRAPED + 5000) + requests("cart-b", 7, SCRAPED));

        assertThat(read.readings())
                .extracting(Reading::target)
                .containsExactly("federate/shop/cart-a");
        assertThat(federated.processes()).isEqualTo(2);
    }

    @Test
    void readings_of_a_process_are_numbered_by_their_time() {
        Reading first = one(requests("cart-a", 5, SCRAPED));
        Reading second = one(requests("cart-a", 5, SCRAPED + 5000));

        assertThat(second.sequence()).isGreaterThan(first.sequence());
        assertThat(second.collector()).isEqualTo(first.collector());
    }

    @Test
    void what_appears_later_is_watched_since_the_first_body() {
        take(requests("cart-a", 5, SCRAPED));

        FederatedReadings.Read read =
                federated.take(
                        body(requests("cart-b", 2, SCRAPED + 60_000)), ASKED.plusSeconds(61));

        assertThat(read.readings()).extracting(Reading::watchedSince).containsExactly(ASKED);
    }

    @Test
    void without_the_labels_of_a_pod_the_instance_tells_processes_apart() {
        String line =
                requests("cart-a", 5, SCRAPED)
                        .replace("namespace=\"shop\",pod=\"cart-a\",", "")
                        .replace("instance=\"\"", "instance=\"10.0.0.7:15090\"");

        assertThat(one(line))
                .extracting(Reading::target, Reading::process, Reading::pod)
                .containsExactly("federate/10.0.0.7:15090", "10.0.0.7:15090", null);
    }

    @Test
    void a_pod_that_two_jobs_scrape_is_read_once_and_from_the_same_job() {
        String envoy = requests("cart-a", 5, SCRAPED);
        String merged = envoy.replace("job=\"envoy\"", "job=\"agent\"");
        String endpoint = one(envoy).endpoint();

        Reading both = one((merged + envoy).replace(" " + SCRAPED, " " + (SCRAPED + 5000)));

        assertThat(both.endpoint()).isEqualTo(endpoint);
        assertThat(both.series()).hasSize(1);
    }

    @Test
    void of_two_jobs_the_one_that_shows_requests_is_read() {
        Reading reading =
                one(
                        uptime("cart-a", 60, SCRAPED).replace("envoy\"", "agent\"")
                                + requests("cart-a", 5, SCRAPED));

        assertThat(reading.series()).hasSize(1);
    }

    @Test
    void a_line_that_makes_no_sense_leaves_the_rest_and_makes_it_incomplete() {
        for (String bad :
                List.of(
                        requests("cart-b", 5, SCRAPED).replace(" " + SCRAPED, ""),
                        requests("", 5, SCRAPED).replace("namespace", "of"),
                        requests("cart-a", -5, SCRAPED),
                        requests("cart-a", 5, SCRAPED),
                        "istio_requests_total{ 5\n")) {
            FederatedReadings.Read read =
                    new FederatedReadings(1)
                            .take(body(requests("cart-a", 5, SCRAPED) + bad), ASKED);

            assertThat(read.readings()).as(bad).hasSize(1);
            assertThat(read.readings().getFirst().complete()).as(bad).isFalse();
        }
    }

    @Test
    void a_pod_that_shows_series_of_another_namespace_gives_no_reading() {
        FederatedReadings.Read read =
                take(
                        requests("cart-a", 5, SCRAPED)
                                + requests("cart-b", 5, SCRAPED)
                                        .replace(
                                                "source_workload_namespace=\"shop\"",
                                                "source_workload_namespace=\"bank\""));

        assertThat(read.readings())
                .extracting(Reading::target)
                .containsExactly("federate/shop/cart-a");
        assertThat(read.objections())
                .containsExactly("shop/cart-b: series of bank/web where shop/* is read");
    }

    private FederatedReadings.Read take(String text) {
        return federated.take(body(text), ASKED);
    }

    private Reading one(String text) {
        List<Reading> readings = take(text).readings();
        assertThat(readings).hasSize(1);
        return readings.getFirst();
    }

    private static FederatedBody body(String text) {
        FederatedBody body = new FederatedBody(new FederatedBody.Labels("namespace", "pod"));
        byte[] bytes = text.getBytes(UTF_8);
        body.feed(bytes, 0, bytes.length);
        body.finish();
        return body;
    }

    private static String requests(String pod, long value, long at) {
        return "istio_requests_total{%s} %d %d\n".formatted(labels(pod), value, at);
    }

    private static String bucket(String pod, String bound, long value, long at) {
        return "istio_request_duration_milliseconds_bucket{%s} %d %d\n"
                .formatted(labels(pod).replace("job=", "le=\"" + bound + "\",job="), value, at);
    }

    private static String uptime(String pod, long seconds, long at) {
        return "envoy_server_uptime{instance=\"\",job=\"envoy\",namespace=\"shop\",pod=\"%s\"} %d %d\n"
                .formatted(pod, seconds, at);
    }

    private static String labels(String pod) {
        return ("destination_service=\"cart.shop.svc.cluster.local\",instance=\"\",job=\"envoy\","
                        + "namespace=\"shop\",pod=\"%s\",reporter=\"source\",response_code=\"200\","
                        + "source_workload=\"web\",source_workload_namespace=\"shop\"")
                .formatted(pod);
    }
}
