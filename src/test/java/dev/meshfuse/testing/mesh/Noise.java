package dev.meshfuse.testing.mesh;

import java.util.ArrayList;
import java.util.List;

/**
 * Envoy's own series, which a reader has to get past: they outnumber Istio's in every real body. A
 * third of them is never written to, so {@code usedonly} has something to leave out.
 */
final class Noise {
    private static final List<Template> TEMPLATES =
            List.of(
                    new Template("envoy_cluster_upstream_rq_total", "counter", 3.5),
                    new Template("envoy_cluster_upstream_cx_total", "counter", 0.25),
                    new Template("envoy_cluster_upstream_cx_rx_bytes_total", "counter", 2048),
                    new Template("envoy_cluster_upstream_rq_retry", "counter", 0),
                    new Template("envoy_cluster_upstream_cx_connect_fail", "counter", 0),
                    new Template("envoy_http_downstream_rq_total", "counter", 3.5),
                    new Template("envoy_cluster_membership_healthy", "gauge", 1),
                    new Template("envoy_cluster_upstream_cx_active", "gauge", 2),
                    new Template("envoy_cluster_upstream_rq_pending_active", "gauge", 0));
    private static final byte[] NO_LABELS = {};

    private final List<Family> families = new ArrayList<>();
    private final byte[] build;

    Noise(int series, String namespace, String istioVersion) {
        for (int t = 0; t < TEMPLATES.size(); t++) {
            Template template = TEMPLATES.get(t);
            List<byte[]> lines = new ArrayList<>();
            for (int i = t; i < series; i += TEMPLATES.size()) {
                lines.add(labels(template, i / TEMPLATES.size(), namespace));
            }
            families.add(new Family(template, lines));
        }
        build = ExpositionWriter.ascii("component=\"proxy\",tag=\"" + istioVersion + "\"");
    }

    private static byte[] labels(Template template, int number, String namespace) {
        String text =
                template.name().startsWith("envoy_http")
                        ? "http_conn_manager_prefix=\"outbound_0.0.0.0_" + (8000 + number) + "\""
                        : "cluster_name=\"outbound|8080||backend-%d.%s.svc.cluster.local\""
                                .formatted(number, namespace);
        return ExpositionWriter.ascii(text);
    }

    void writeCounters(ExpositionWriter out, StatsQuery query, long uptimeSeconds) {
        for (Family family : families) {
            if (family.template().type().equals("counter")) {
                long value = (long) (family.template().factor() * uptimeSeconds);
                write(out, query, family, value);
            }
        }
    }

    void writeGauges(ExpositionWriter out, StatsQuery query, long uptimeSeconds) {
        gauge(out, query, "istio_build", build, 1);
        for (Family family : families) {
            if (family.template().type().equals("gauge")) {
                write(out, query, family, (long) family.template().factor());
            }
        }
        gauge(out, query, "envoy_server_uptime", NO_LABELS, uptimeSeconds);
        gauge(out, query, "envoy_server_live", NO_LABELS, 1);
        gauge(out, query, "envoy_server_concurrency", NO_LABELS, 2);
        gauge(out, query, "envoy_server_memory_allocated", NO_LABELS, 38_797_312);
        // Larger than 2^53: a reader that takes every value for a double cannot keep it.
        gauge(out, query, "envoy_server_memory_physical_size", NO_LABELS, 9_007_199_254_740_993L);
    }

    private static void gauge(
            ExpositionWriter out, StatsQuery query, String name, byte[] labels, long value) {
        if (query.wants(name)) {
            out.begin(name, "gauge");
            out.sample(labels, value);
            out.end();
        }
    }

    private static void write(ExpositionWriter out, StatsQuery query, Family family, long value) {
        Template template = family.template();
        boolean unused = template.factor() == 0;
        if (!query.wants(template.name()) || (query.usedOnly() && unused)) {
            return;
        }
        out.begin(template.name(), template.type());
        for (byte[] labels : family.lines()) {
            out.sample(labels, value);
        }
        out.end();
    }

    /** The factor is a gauge's value or a counter's growth per second of uptime. */
    private record Template(String name, String type, double factor) {}

    private record Family(Template template, List<byte[]> lines) {}
}
