package dev.meshfuse.sli;

import dev.meshfuse.scrape.RequestLabels;

/**
 * One way requests take, and who tells of it: what a proxy shows of a caller and a destination,
 * whatever became of the requests.
 *
 * @param reporter {@code source}, {@code destination} or {@code waypoint}
 * @param sourceNamespace the caller's namespace
 * @param sourceWorkload the caller
 * @param service name of the destination service, without its namespace
 * @param workload {@code destination_workload}; {@code unknown} where no server was reached or
 *     known
 * @param revision {@code destination_canonical_revision}
 */
public record Edge(
        String reporter,
        String sourceNamespace,
        String sourceWorkload,
        String service,
        String workload,
        String revision) {
    /** The edge a series belongs to. */
    public static Edge of(RequestLabels labels) {
        return new Edge(
                labels.reporter(),
                labels.sourceNamespace(),
                labels.sourceWorkload(),
                DestinationService.nameOf(labels),
                labels.workload(),
                labels.revision());
    }

    /** The caller's end: {@code namespace/workload}. */
    public String caller() {
        return sourceNamespace + "/" + sourceWorkload;
    }

    /** Whether the server's own proxy tells of it, and not the caller's or a waypoint. */
    public boolean isAtDestination() {
        return !reporter.equals("source") && !reporter.equals("waypoint");
    }
}
