package dev.meshfuse.scrape;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a series of {@code istio_requests_total} says of its requests; the labels counting needs, as
 * Istio prints them. A missing label is the empty text, as in Prometheus.
 *
 * @param reporter {@code source}, {@code destination} or {@code waypoint}
 * @param sourceWorkload the caller
 * @param sourceNamespace the caller's namespace
 * @param service host of the destination service as given, {@code destination_service}
 * @param serviceName {@code destination_service_name}
 * @param serviceNamespace {@code destination_service_namespace}
 * @param workload {@code destination_workload}
 * @param workloadNamespace {@code destination_workload_namespace}
 * @param revision {@code destination_canonical_revision}
 * @param protocol {@code http} or {@code grpc}
 * @param responseCode HTTP status; 0 when no response was begun
 * @param grpcStatus gRPC status number, empty where there was none
 * @param flags Envoy's response flags, joined by commas; {@code -} for none
 * @param missing names of labels that counting needs and that do not stand in the text at all, as
 *     where Istio's Telemetry API removes them; a label that is merely empty is not missing, and
 *     the gRPC status only where the protocol is gRPC
 */
public record RequestLabels(
        String reporter,
        String sourceWorkload,
        String sourceNamespace,
        String service,
        String serviceName,
        String serviceNamespace,
        String workload,
        String workloadNamespace,
        String revision,
        String protocol,
        String responseCode,
        String grpcStatus,
        String flags,
        Set<String> missing) {

    private static final String PROTOCOL = "request_protocol";
    private static final String GRPC_STATUS = "grpc_response_status";

    /** In the order of the components. */
    private static final List<String> NEEDED =
            List.of(
                    "reporter",
                    "source_workload",
                    "source_workload_namespace",
                    "destination_service",
                    "destination_service_name",
                    "destination_service_namespace",
                    "destination_workload",
                    "destination_workload_namespace",
                    "destination_canonical_revision",
                    PROTOCOL,
                    "response_code",
                    GRPC_STATUS,
                    "response_flags");

    public RequestLabels {
        missing = Set.copyOf(missing);
    }

    /** Labels of which none is missing. */
    public RequestLabels(
            String reporter,
            String sourceWorkload,
            String sourceNamespace,
            String service,
            String serviceName,
            String serviceNamespace,
            String workload,
            String workloadNamespace,
            String revision,
            String protocol,
            String responseCode,
            String grpcStatus,
            String flags) {
        this(
                reporter,
                sourceWorkload,
                sourceNamespace,
                service,
                serviceName,
                serviceNamespace,
                workload,
                workloadNamespace,
                revision,
                protocol,
                responseCode,
                grpcStatus,
                flags,
                Set.of());
    }

    /** Picks the labels out of a series' full set. Equal texts are one object where possible. */
    public static RequestLabels of(Map<String, String> labels) {
        String[] values =
                NEEDED.stream()
                        .map(name -> SharedText.of(labels.getOrDefault(name, "")))
                        .toArray(String[]::new);
        return new RequestLabels(
                values[0],
                values[1],
                values[2],
                values[3],
                values[4],
                values[5],
                values[6],
                values[7],
                values[8],
                values[9],
                values[10],
                values[11],
                values[12],
                missing(labels));
    }

    private static Set<String> missing(Map<String, String> labels) {
        Set<String> missing = new LinkedHashSet<>(NEEDED);
        missing.removeAll(labels.keySet());
        if (!"grpc".equals(labels.get(PROTOCOL))) {
            missing.remove(GRPC_STATUS);
        }
        return missing;
    }
}
