package dev.meshfuse.testing.mesh;

/**
 * A request as one end's proxy reported it.
 *
 * @param source the calling workload
 * @param service the called service's short name
 * @param destination the workload as reported: {@code unknown} when no host was chosen
 * @param code 0 when no response was begun
 * @param grpcStatus empty for HTTP
 * @param flags Envoy's response flags
 */
public record Observed(
        Reporter reporter,
        String source,
        String service,
        String destination,
        int code,
        String grpcStatus,
        String flags) {
    static Observed of(SeriesLabels labels) {
        return new Observed(
                labels.reporter(),
                labels.source().workload(),
                labels.service(),
                labels.destination().workload(),
                labels.ending().code(),
                labels.ending().grpcStatus(),
                labels.ending().flags());
    }
}
