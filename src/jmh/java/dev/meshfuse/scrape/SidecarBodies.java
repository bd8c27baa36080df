package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What one sidecar answers over and over while requests go through it: 36 sets of 25 labels, each
 * with a counter and three histograms of 20 buckets, among some hundred series of Envoy, the agent
 * and the Go runtime; about 2.2 MB and 2,800 series, as the sidecar in the fleet that Prometheus
 * was measured with.
 */
final class SidecarBodies {
    private static final String[] BOUNDS = {
        "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000",
        "30000", "60000", "300000", "600000", "1800000", "3600000", "+Inf"
    };
    private static final List<String> HISTOGRAMS =
            List.of(
                    "istio_request_duration_milliseconds",
                    "istio_request_bytes",
                    "istio_response_bytes");
    private static final int SETS = 36;

    private final RandomGenerator random = new SplittableRandom(1);
    private final List<String> labels = new ArrayList<>();
    private final long[] requests = new long[SETS];
    private final long[][][] buckets = new long[HISTOGRAMS.size()][SETS][BOUNDS.length];
    private long uptime = 86_400;

    SidecarBodies() {
        for (int i = 0; i < SETS; i++) {
            labels.add(labels(i));
            requests[i] = random.nextLong(10_000_000);
        }
    }

    /** The next scrape, some seconds later: half of the sets have had requests. */
    byte[] next(boolean filtered) {
        uptime += 5;
        for (int i = 0; i < SETS; i++) {
            if (i % 2 == 0) {
                count(i, random.nextInt(1, 200));
            }
        }
        StringBuilder body = new StringBuilder(2_300_000);
        if (!filtered) {
            runtime(body);
        }
        counters(body);
        envoy(body, filtered);
        for (int h = 0; h < (filtered ? 1 : HISTOGRAMS.size()); h++) {
            histogram(body, h);
        }
        return body.toString().getBytes(UTF_8);
    }

    private void count(int set, int more) {
        requests[set] += more;
        for (long[][] histogram : buckets) {
            for (int i = 0; i < more; i++) {
                histogram[set][random.nextInt(2, 9)]++;
            }
        }
    }

    private void counters(StringBuilder body) {
        body.append("# TYPE istio_requests_total counter\n");
        for (int i = 0; i < SETS; i++) {
            body.append("istio_requests_total{").append(labels.get(i)).append("} ");
            body.append(requests[i]).append('\n');
        }
    }

    private void histogram(StringBuilder body, int which) {
        String name = HISTOGRAMS.get(which);
        body.append("# TYPE ").append(name).append(" histogram\n");
        for (int i = 0; i < SETS; i++) {
            long atMost = 0;
            for (int b = 0; b < BOUNDS.length; b++) {
                atMost += buckets[which][i][b];
                body.append(name).append("_bucket{").append(labels.get(i));
                body.append(",le=\"").append(BOUNDS[b]).append("\"} ").append(atMost).append('\n');
            }
            body.append(name).append("_sum{").append(labels.get(i)).append("} ");
            body.append(atMost * 37).append(".5499999999999545252649113535881\n");
            body.append(name).append("_count{").append(labels.get(i)).append("} ");
            body.append(atMost).append('\n');
        }
    }

    private void envoy(StringBuilder body, boolean filtered) {
        for (int i = 0; !filtered && i < 300; i++) {
            body.append("envoy_cluster_upstream_cx_rx_bytes_total{cluster_name=\"outbound|8080||")
                    .append("backend-")
                    .append(i)
                    .append(".shop.svc.cluster.local\"} ")
                    .append(uptime * i)
                    .append('\n');
        }
        body.append("# TYPE envoy_server_uptime gauge\nenvoy_server_uptime{} ");
        body.append(uptime).append('\n');
    }

    private void runtime(StringBuilder body) {
        for (int i = 0; i < 80; i++) {
            body.append("# HELP go_memstats_").append(i).append(" Number of bytes of some kind.\n");
            body.append("# TYPE go_memstats_").append(i).append(" gauge\n");
            body.append("go_memstats_").append(i).append(" 1.").append(uptime).append("e+07\n");
        }
    }

    private static String labels(int set) {
        String code = set % 3 == 0 ? "503" : "200";
        String callee = "backend-" + set / 3;
        return """
        reporter="source",source_workload="frontend",source_canonical_service="frontend",\
        source_canonical_revision="v1",source_workload_namespace="shop",\
        source_principal="spiffe://cluster.local/ns/shop/sa/frontend",source_app="frontend",\
        source_version="v1",source_cluster="Kubernetes",destination_workload="%1$s-v%3$d",\
        destination_workload_namespace="shop",\
        destination_principal="spiffe://cluster.local/ns/shop/sa/%1$s",destination_app="%1$s",\
        destination_version="v%3$d",destination_service="%1$s.shop.svc.cluster.local",\
        destination_canonical_service="%1$s",destination_canonical_revision="v%3$d",\
        destination_service_name="%1$s",destination_service_namespace="shop",\
        destination_cluster="Kubernetes",request_protocol="http",response_code="%2$s",\
        grpc_response_status="",response_flags="-",connection_security_policy="unknown\"\
        """
                .formatted(callee, code, 1 + set % 3 / 2);
    }
}
