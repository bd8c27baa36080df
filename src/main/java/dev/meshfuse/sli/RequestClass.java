package dev.meshfuse.sli;

import dev.meshfuse.definition.CountingPolicy.Reporter;
import java.util.List;

/**
 * A kind of request, as finely as any counting policy can tell requests apart. Counts are kept by
 * this, so that another policy can be applied to what was counted before.
 *
 * @param httpCode HTTP status; 0 when no response was begun
 * @param grpcStatus gRPC status, {@link #NO_GRPC} or {@link #NO_STATUS}
 * @param callerGone whether the caller hung up before a response was begun
 * @param atDestination whether the server's proxy reported it, and not the caller's or a waypoint
 * @param authoritative whether this report is the one that counts where several see the same
 *     request
 */
public record RequestClass(
        int httpCode,
        int grpcStatus,
        boolean callerGone,
        boolean atDestination,
        boolean authoritative) {
    /** Not a gRPC request. */
    public static final int NO_GRPC = -1;

    /** A gRPC request that ended without its status: the server never said that it was done. */
    public static final int NO_STATUS = -2;

    /** Envoy's response flag for a downstream connection that was closed by the caller. */
    private static final String DOWNSTREAM_CLOSED = "DC";

    /**
     * The class of the requests of an increment. A code that is no number is taken as 0: no
     * response that anyone could read.
     *
     * @param edges who reports which edge
     */
    public static RequestClass of(Increment requests, EdgeReporters edges) {
        int code = number(requests.responseCode(), 0);
        int grpc =
                requests.protocol().equals("grpc")
                        ? number(requests.grpcStatus(), NO_STATUS)
                        : NO_GRPC;
        boolean gone =
                (code == 0 || grpc == NO_STATUS)
                        && List.of(requests.flags().split(",", -1)).contains(DOWNSTREAM_CLOSED);
        return new RequestClass(
                code,
                grpc,
                gone,
                requests.edge().isAtDestination(),
                edges.isAuthoritative(requests.edge()));
    }

    /** The same requests, where another report of them is the one that counts. */
    public RequestClass overruled() {
        return new RequestClass(httpCode, grpcStatus, callerGone, atDestination, false);
    }

    /** Whether a policy's choice of reporter takes this report. */
    public boolean isReportedTo(Reporter reporter) {
        return switch (reporter) {
            case Auto -> authoritative;
            case Source -> !atDestination;
            case Destination -> atDestination;
        };
    }

    private static int number(String text, int otherwise) {
        return text.length() <= 4
                        && text.chars().allMatch(c -> c >= '0' && c <= '9')
                        && !text.isEmpty()
                ? Integer.parseInt(text)
                : otherwise;
    }
}
