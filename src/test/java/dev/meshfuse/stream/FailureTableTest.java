package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Track;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.Workload;
import dev.meshfuse.verdict.Block;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reports what when requests fail, and how often it counts: once, or where said, never. */
class FailureTableTest {
    private static final Definitions DEFINED = Shop.defined(Shop.fuse(), Shop.SPLIT);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(5);

    /** What became of the requests of one mesh, all of them to the canary. */
    private record Seen(long requests, Counts counts, Block block) {}

    @ParameterizedTest
    @MethodSource("dev.meshfuse.stream.FailureRow#all")
    void a_failure_is_counted_once_where_its_caller_is_read(FailureRow row) {
        Seen seen = run(row, Workload.of("web", "web", "v1", 1));

        assertThat(seen.requests()).isPositive();
        assertThat(seen.counts()).isEqualTo(times(seen.requests(), row.bySource()));
    }

    @ParameterizedTest
    @MethodSource("dev.meshfuse.stream.FailureRow#all")
    void a_failure_is_counted_by_its_server_where_its_caller_has_no_proxy(FailureRow row) {
        Seen seen = run(row, Workload.of("web", "web", "v1", 1).withoutProxy());
        Counts expected = row.byDestination();

        assertThat(seen.requests()).isPositive();
        assertThat(seen.counts())
                .isEqualTo(expected == null ? Counts.NONE : times(seen.requests(), expected));
    }

    @ParameterizedTest
    @MethodSource("dev.meshfuse.stream.FailureRow#all")
    void a_failure_stands_on_the_side_that_its_caller_could_know(FailureRow row) {
        Seen seen = run(row, Workload.of("web", "web", "v1", 1));
        Counts all = times(seen.requests(), row.bySource());
        boolean known = row.track() == Track.CANARY;

        assertThat(seen.block().canary()).isEqualTo(known ? all : Counts.NONE);
        assertThat(seen.block().unattributed()).isEqualTo(known ? Counts.NONE : all);
        assertThat(seen.block().stable()).isEqualTo(Counts.NONE);
    }

    /** The proxy finds no cluster; it knows the service by the host that was asked for only. */
    @Test
    void no_route_is_a_404_which_is_good_unless_the_objective_says_otherwise() {
        String host = "cart.shop.svc.cluster.local";
        List<MeshReader.Shown> shown =
                List.of(
                        new MeshReader.Shown(
                                "web", series("source", host, "unknown", "404", "NR")));

        assertThat(counts(CountingPolicy.DEFAULT, shown)).isEqualTo(new Counts(10, 0, 0));
        assertThat(counts(badHttp("5xx", "404"), shown)).isEqualTo(new Counts(0, 10, 0));
    }

    @Test
    void a_caller_who_hangs_up_after_the_answer_began_is_counted_by_the_answer() {
        assertThat(ofCart("source", "200", "DC")).isEqualTo(new Counts(10, 0, 0));
        assertThat(ofCart("source", "503", "DC")).isEqualTo(new Counts(0, 10, 0));
    }

    @Test
    void a_caller_who_hangs_up_is_bad_if_the_objective_says_so() {
        CountingPolicy strict =
                new CountingPolicy(
                        CountingPolicy.Reporter.Auto,
                        Set.of("5xx"),
                        Set.of(14),
                        CountingPolicy.CallerGone.Bad);
        List<MeshReader.Shown> shown =
                List.of(new MeshReader.Shown("web", series("source", "cart", "shop", "0", "DC")));

        assertThat(counts(strict, shown)).isEqualTo(new Counts(0, 10, 0));
    }

    /** A mirror is sent without the caller waiting for it, so no caller reports it. */
    @Test
    void mirrored_requests_of_a_caller_that_is_read_are_not_counted() {
        List<MeshReader.Shown> shown =
                List.of(
                        new MeshReader.Shown("web", series("source", "cart", "shop", "200", "-")),
                        new MeshReader.Shown(
                                "cart", series("destination", "cart", "shop", "503", "-")));

        assertThat(counts(CountingPolicy.DEFAULT, shown)).isEqualTo(new Counts(10, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BlackHoleCluster",
                "PassthroughCluster",
                "InboundPassthroughCluster",
                "InboundPassthroughClusterIpv4",
                "InboundPassthroughClusterIpv6",
                "10.0.0.7:8080",
                "api.example.com",
                "unknown"
            })
    void requests_to_no_service_of_the_mesh_count_for_none(String name) {
        List<MeshReader.Shown> shown =
                List.of(
                        new MeshReader.Shown(
                                "web", series("source", name, "unknown", "502", "UF")));

        assertThat(counts(CountingPolicy.DEFAULT, shown)).isEqualTo(Counts.NONE);
    }

    private static Counts ofCart(String reporter, String code, String flags) {
        return counts(
                CountingPolicy.DEFAULT,
                List.of(
                        new MeshReader.Shown(
                                "web", series(reporter, "cart", "shop", code, flags))));
    }

    private static CountingPolicy badHttp(String... codes) {
        return new CountingPolicy(
                CountingPolicy.Reporter.Auto,
                Set.of(codes),
                Set.of(14),
                CountingPolicy.CallerGone.Exclude);
    }

    private static Counts counts(CountingPolicy policy, List<MeshReader.Shown> shown) {
        MeshReader reader = new MeshReader(Shop.CART, DEFINED);
        reader.read(START, shown);
        return reader.counts(policy);
    }

    /** Ten requests from web, of a process that started a second ago. */
    private static String series(
            String reporter, String name, String namespace, String code, String flags) {
        return """
        istio_requests_total{reporter="%s",source_workload="web",source_workload_namespace="shop",\
        destination_service="%s",destination_service_name="%s",destination_service_namespace="%s",\
        destination_workload="cart-v1",destination_workload_namespace="shop",\
        destination_canonical_revision="v1",request_protocol="http",response_code="%s",\
        grpc_response_status="",response_flags="%s"} 10
        envoy_server_uptime 1
        """
                .formatted(reporter, name, name, namespace, code, flags);
    }

    private static Seen run(FailureRow row, Workload caller) {
        try (SimulatedMesh mesh =
                SimulatedMesh.builder()
                        .noise(30)
                        .service("cart", row.protocol())
                        .workload(caller)
                        .workload("cart-v1", "cart", "v1", 1)
                        .workload("cart-v2", "cart", "v2", 1)
                        .edge("web", "cart", 50)
                        .build()) {
            mesh.setWeights("cart", Map.of("cart-v2", 1));
            mesh.fault("cart-v2", row.fault());
            MeshReader reader = new MeshReader(Shop.CART, DEFINED);
            mesh.advance(STEP);
            reader.readPods(mesh, mesh.pods());
            return new Seen(
                    mesh.oracle().endedAt("cart-v2"),
                    reader.counts(CountingPolicy.DEFAULT),
                    reader.close(CountingPolicy.DEFAULT));
        }
    }

    private static Counts times(long requests, Counts one) {
        return new Counts(one.good() * requests, one.bad() * requests, one.excluded() * requests);
    }
}
