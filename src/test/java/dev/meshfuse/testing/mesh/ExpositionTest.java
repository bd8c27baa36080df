package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.mesh.BodyReader.Sample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final List<String> HTTP_LABELS =
            List.of(
                    "reporter",
                    "source_workload",
                    "source_canonical_service",
                    "source_canonical_revision",
                    "source_workload_namespace",
                    "source_principal",
                    "source_app",
                    "source_version",
                    "source_cluster",
                    "destination_workload",
                    "destination_workload_namespace",
                    "destination_principal",
                    "destination_app",
                    "destination_version",
                    "destination_service",
                    "destination_canonical_service",
                    "destination_canonical_revision",
                    "destination_service_name",
                    "destination_service_namespace",
                    "destination_cluster",
                    "request_protocol",
                    "response_code",
                    "grpc_response_status",
                    "response_flags",
                    "connection_security_policy");

    private final SimulatedMesh mesh =
            Shops.shop()
                    .service("redis", Protocol.TCP)
                    .workload("redis", "redis", "v7", 1)
                    .edge("cart", "redis", 5)
                    .build();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void everyHttpSeriesCarriesThe25LabelsInTheOrderOfTheFilter() {
        mesh.advance(Duration.ofSeconds(10));

        List<Sample> requests = BodyReader.of(mesh.pods()).requests().samples();

        assertThat(requests).isNotEmpty();
        assertThat(requests)
                .allSatisfy(sample ->
                        assertThat(sample.labels().keySet())
                                .containsExactlyElementsOf(HTTP_LABELS));
    }

    @Test
    void aTcpSeriesHasNeitherCodeNorGrpcStatus() {
        mesh.advance(Duration.ofSeconds(10));

        Sample opened =
                BodyReader.of(mesh.podsOf("redis"))
                        .named("istio_tcp_connections_opened_total")
                        .with("source_workload", "cart-v1")
                        .only();

        assertThat(opened.labels())
                .hasSize(23)
                .doesNotContainKeys("response_code", "grpc_response_status");
    }

    @Test
    void aHistogramHasTheDefaultBoundsThenSumThenCount() {
        mesh.advance(Duration.ofSeconds(10));

        List<Sample> duration =
                BodyReader.of(mesh.podsOf("cart-v2"))
                        .where(s -> s.name().startsWith("istio_request_duration"))
                        .samples();

        assertThat(duration).hasSize(22);
        assertThat(duration.stream().limit(20).map(sample -> sample.label("le")))
                .containsExactly(
                        "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500",
                        "5000", "10000", "30000", "60000", "300000", "600000", "1800000", "3600000",
                        "+Inf");
        assertThat(duration.get(20).name()).endsWith("_sum");
        assertThat(duration.get(21).name()).endsWith("_count");
    }

    @Test
    void everyFamilyHasOneTypeLineAndABlankLineAfterIt() {
        mesh.advance(Duration.ofSeconds(10));

        List<String> lines = mesh.podsOf("cart-v2").getFirst().body().lines().toList();

        assertThat(lines.stream().filter(line -> line.startsWith("# TYPE")))
                .doesNotHaveDuplicates();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith("# TYPE")) {
                assertThat(lines.get(i - 1)).isEmpty();
            }
        }
    }

    @Test
    void noiseComesInTheNumberAskedFor() {
        BodyReader body = BodyReader.of(mesh.podsOf("frontend"));

        assertThat(
                        body.where(s ->
                                        s.name().startsWith("envoy_cluster")
                                                || s.name().startsWith("envoy_http"))
                                .samples())
                .hasSize(2 * 90);
    }

    @Test
    void anUnlabelledVersionIsUnknownAndItsRevisionLatest() {
        mesh.advance(Duration.ofSeconds(1));

        Sample request =
                BodyReader.of(mesh.podsOf("gateway-istio")).requests().samples().getFirst();

        assertThat(request.label("source_version")).isEqualTo("unknown");
        assertThat(request.label("source_canonical_revision")).isEqualTo("latest");
        assertThat(request.label("source_workload")).isEqualTo("gateway-istio");
    }

    @Test
    void theAgentsPartComesFirstWithItsOddities() {
        try (SimulatedMesh merged = Shops.shop().mergedByAgent().build()) {
            merged.advance(Duration.ofMinutes(4));

            String body = merged.pods().getFirst().body();

            assertThat(body)
                    .startsWith("# HELP go_gc_duration_seconds")
                    .contains("le=\"-5e-324\"", "_sum NaN")
                    .containsPattern("istio_agent_process_start_time_seconds 1\\.\\d+e\\+09")
                    .contains("\nistio_requests_total{");
        }
    }
}
