package dev.meshfuse.scrape;

import java.util.Map;

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
        String flags) {

    /** Picks the labels out of a series' full set. */
    public static RequestLabels of(Map<String, String> labels) {
        return new RequestLabels(
                label(labels, "reporter"),
                label(labels, "source_workload"),
                label(labels, "source_workload_namespace"),
                label(labels, "destination_service"),
                label(labels, "destination_service_name"),
                label(labels, "destination_service_namespace"),
                label(labels, "destination_workload"),
                label(labels, "destination_workload_namespace"),
                label(labels, "destination_canonical_revision"),
                label(labels, "request_protocol"),
                label(labels, "response_code"),
                label(labels, "grpc_response_status"),
                label(labels, "response_flags"));
    }

    private static String label(Map<String, String> labels, String name) {
        return labels.getOrDefault(name, "");
    }
}
