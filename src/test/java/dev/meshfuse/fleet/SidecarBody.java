package dev.meshfuse.fleet;

import dev.meshfuse.fleet.BodyTemplate.Slot;
import dev.meshfuse.fleet.BodyTemplate.Writer;
import java.util.List;

/**
 * What a sidecar of a mid-sized mesh shows: 2,827 series in 2.2 MB. 36 sets of Istio's 25 labels,
 * each with a counter and three histograms of 19 bounds, and 415 series of Envoy, the agent and Go.
 */
final class SidecarBody {
    /** As many histograms as Istio has for HTTP, in the order Envoy prints them. */
    private static final List<String> HISTOGRAMS =
            List.of(
                    "istio_request_bytes",
                    "istio_request_duration_milliseconds",
                    "istio_response_bytes");

    /** Istio's default bounds. */
    private static final List<String> BOUNDS =
            List.of(
                    "0.5", "1", "5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000",
                    "10000", "30000", "60000", "300000", "600000", "1800000", "3600000");

    /** Weights of counters are parts of this many requests. */
    static final int WHOLE = 1000;

    /** Milliseconds, or bytes, of a request on average. */
    private static final int MEAN = 27;

    static final String NAMESPACE = "fleet";
    private static final String TRUST = "spiffe://cluster.local/ns/";
    private static final int CLUSTERS = 40;
    private static final int GO_SERIES = 55;

    private SidecarBody() {}

    /** Renders it. */
    static BodyTemplate template() {
        Writer out = new Writer();
        requests(out);
        envoy(out);
        HISTOGRAMS.forEach(name -> histogram(out, name));
        go(out);
        out.family("envoy_server_uptime", "gauge", true)
                .text("envoy_server_uptime{} ")
                .slot(Slot.UPTIME, 0)
                .endLine();
        return out.finish();
    }

    private static void requests(Writer out) {
        out.family("istio_requests_total", "counter", true);
        for (int set = 0; set < Growth.SERIES_SETS; set++) {
            out.text("istio_requests_total{");
            labels(out, set);
            out.text("} ").counter(set, WHOLE).endLine();
        }
    }

    private static void histogram(Writer out, String name) {
        out.family(name, "histogram", true);
        for (int set = 0; set < Growth.SERIES_SETS; set++) {
            for (int i = 0; i < BOUNDS.size(); i++) {
                bucket(out, name, set, BOUNDS.get(i), Math.min(WHOLE, 90 * i));
            }
            bucket(out, name, set, "+Inf", WHOLE);
            out.text(name).text("_sum{");
            labels(out, set);
            out.text("} ").counter(set, WHOLE * MEAN).endLine();
            out.text(name).text("_count{");
            labels(out, set);
            out.text("} ").counter(set, WHOLE).endLine();
        }
    }

    private static void bucket(Writer out, String name, int set, String bound, int weight) {
        out.text(name).text("_bucket{");
        labels(out, set);
        out.text(",le=\"" + bound + "\"} ").counter(set, weight).endLine();
    }

    private static void labels(Writer out, int set) {
        int call = set / Growth.ENDINGS;
        boolean calls = call < Growth.CALLED;
        out.text("reporter=\"" + (calls ? "source" : "destination") + "\"");
        if (calls) {
            self(out);
            service(out, set, true);
        } else {
            caller(out, call - Growth.CALLED);
            service(out, set, false);
        }
        ending(out, set % Growth.ENDINGS, calls);
    }

    /** The pod's own workload, as a caller. */
    private static void self(Writer out) {
        workload(out, ",source_workload=\"");
        workload(out, "\",source_canonical_service=\"");
        out.text("\",source_canonical_revision=\"v1\",source_workload_namespace=\"" + NAMESPACE);
        out.text("\",source_principal=\"" + TRUST + NAMESPACE + "/sa/");
        workload(out, "");
        workload(out, "\",source_app=\"");
        out.text("\",source_version=\"v1\",source_cluster=\"Kubernetes\"");
    }

    private static void caller(Writer out, int number) {
        String name = "batch-runner-" + number;
        out.text(
                """
                ,source_workload="%s",source_canonical_service="%s",source_canonical_revision="v1",\
                source_workload_namespace="elsewhere",source_principal="%selsewhere/sa/%s",\
                source_app="%s",source_version="v1",source_cluster="Kubernetes\"\
                """
                        .formatted(name, name, TRUST, name, name));
    }

    /** Names that belong to the pod: another workload in each, so no two pods share a series. */
    private static void workload(Writer out, String before) {
        out.text(before).text("app-").slot(Slot.POD, 0);
    }

    private static void service(Writer out, int set, boolean other) {
        out.text(",destination_workload=\"");
        peer(out, set, other);
        out.text("\",destination_workload_namespace=\"" + NAMESPACE);
        out.text("\",destination_principal=\"" + TRUST + NAMESPACE + "/sa/");
        peer(out, set, other);
        out.text("\",destination_app=\"");
        peer(out, set, other);
        out.text("\",destination_version=\"v1\",destination_service=\"");
        out.text("svc-").slot(Slot.SERVICE, set);
        out.text("." + NAMESPACE + ".svc.cluster.local\",destination_canonical_service=\"");
        peer(out, set, other);
        out.text("\",destination_canonical_revision=\"v1\",destination_service_name=\"");
        out.text("svc-").slot(Slot.SERVICE, set);
        out.text("\",destination_service_namespace=\"" + NAMESPACE);
        out.text("\",destination_cluster=\"Kubernetes\"");
    }

    private static void peer(Writer out, int set, boolean other) {
        if (other) {
            out.text("serving-").slot(Slot.SERVICE, set);
        } else {
            workload(out, "");
        }
    }

    private static void ending(Writer out, int ending, boolean calls) {
        String code =
                switch (ending) {
                    case 0 -> "200";
                    case 1 -> "404";
                    default -> "503";
                };
        String flags = ending == 2 && calls ? "UF,URX" : "-";
        out.text(
                """
                ,request_protocol="http",response_code="%s",grpc_response_status="",\
                response_flags="%s",connection_security_policy="%s\"\
                """
                        .formatted(code, flags, calls ? "unknown" : "mutual_tls"));
    }

    /** Envoy's own series of its clusters; a third was never written to. */
    private static void envoy(Writer out) {
        List<String> names =
                List.of(
                        "upstream_rq_total",
                        "upstream_cx_total",
                        "upstream_cx_rx_bytes_total",
                        "upstream_cx_tx_bytes_total",
                        "upstream_rq_completed",
                        "upstream_cx_connect_ms_sum",
                        "upstream_rq_retry",
                        "upstream_cx_connect_fail",
                        "upstream_rq_timeout");
        for (int i = 0; i < names.size(); i++) {
            boolean used = i < 6;
            String family = "envoy_cluster_" + names.get(i);
            out.family(family, "counter", used);
            for (int cluster = 0; cluster < CLUSTERS; cluster++) {
                out.text(family + "{cluster_name=\"outbound|8080||backend-" + cluster + ".");
                out.text(NAMESPACE + ".svc.cluster.local\"} ");
                if (used) {
                    out.slot(Slot.OWN, 1 + i).endLine();
                } else {
                    out.text("0").endLine();
                }
            }
        }
    }

    private static void go(Writer out) {
        for (int i = 0; i < GO_SERIES - 1; i++) {
            String family = i % 2 == 0 ? "istio_agent_count_" + i : "go_memstats_value_" + i;
            out.family(family, "gauge", true);
            out.text(family).text(" ").slot(Slot.OWN, i % 7).endLine();
        }
    }
}
