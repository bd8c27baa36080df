package dev.meshfuse.stream;

import dev.meshfuse.definition.Track;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Protocol;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table in docs/counting.md that the simulated mesh can produce.
 *
 * @param name by which the table names its test
 * @param situation what happens
 * @param atCaller what the caller's proxy reports, as the table says it
 * @param atServer what the server's reports
 * @param fault what makes it happen to every request
 * @param bySource how one request counts where the caller's proxy is read
 * @param byDestination how it counts where it is not; null when nobody reports it
 * @param track the side it stands on, where revisions tell the sides apart
 */
record FailureRow(
        String name,
        String situation,
        String atCaller,
        String atServer,
        Fault fault,
        Counts bySource,
        @Nullable Counts byDestination,
        Track track) {
    private static final Counts GOOD = new Counts(1, 0, 0);
    private static final Counts BAD = new Counts(0, 1, 0);
    private static final Counts EXCLUDED = new Counts(0, 0, 1);

    private static final List<FailureRow> ALL =
            List.of(
                    new FailureRow(
                            "APP_ERROR",
                            "The application answers 5xx",
                            "503 `-`",
                            "503 `-`",
                            Fault.http(503, 1),
                            BAD,
                            BAD,
                            Track.CANARY),
                    new FailureRow(
                            "REFUSED",
                            "Connection refused or timed out, TLS failure",
                            "503 `UF`",
                            "nothing",
                            Fault.unreachable(1),
                            BAD,
                            null,
                            Track.CANARY),
                    new FailureRow(
                            "REFUSED_AFTER_RETRIES",
                            "The same, after retries",
                            "503 `UF,URX`",
                            "nothing",
                            Fault.retriedInVain(1),
                            BAD,
                            null,
                            Track.CANARY),
                    new FailureRow(
                            "OVERFLOW",
                            "Circuit breaker, too many requests wait",
                            "503 `UO`",
                            "nothing",
                            Fault.overflow(1),
                            BAD,
                            null,
                            Track.CANARY),
                    new FailureRow(
                            "NO_ENDPOINT",
                            "No healthy endpoint",
                            "503 `UH`, workload unknown",
                            "nothing",
                            Fault.noEndpoint(),
                            BAD,
                            null,
                            Track.UNATTRIBUTED),
                    new FailureRow(
                            "TIMEOUT",
                            "The route's timeout",
                            "504 `UT`",
                            "0 `DC`",
                            Fault.timeout(1),
                            BAD,
                            EXCLUDED,
                            Track.CANARY),
                    new FailureRow(
                            "RESET",
                            "The server closes the connection",
                            "503 `UC`",
                            "0 `-`",
                            Fault.reset(1),
                            BAD,
                            BAD,
                            Track.CANARY),
                    new FailureRow(
                            "CALLER_GONE",
                            "The caller gives up",
                            "0 `DC`",
                            "0 `DC`",
                            Fault.callerGone(1),
                            EXCLUDED,
                            EXCLUDED,
                            Track.CANARY),
                    new FailureRow(
                            "APP_UNREACHABLE",
                            "The server's proxy cannot reach its application",
                            "503 `-`",
                            "503 `UF`",
                            Fault.appUnreachable(1),
                            BAD,
                            BAD,
                            Track.CANARY),
                    new FailureRow(
                            "GRPC_ERROR",
                            "gRPC: the server's fault, such as UNAVAILABLE",
                            "200, status 14",
                            "200, status 14",
                            Fault.grpc(14, 1),
                            BAD,
                            BAD,
                            Track.CANARY),
                    new FailureRow(
                            "GRPC_REFUSAL",
                            "gRPC: an answer that refuses, such as NOT_FOUND",
                            "200, status 5",
                            "200, status 5",
                            Fault.grpc(5, 1),
                            GOOD,
                            GOOD,
                            Track.CANARY),
                    new FailureRow(
                            "GRPC_WITHOUT_STATUS",
                            "gRPC: the answer ends before its status",
                            "200, no status",
                            "200, no status",
                            Fault.withoutTrailers(1),
                            BAD,
                            BAD,
                            Track.CANARY));

    /** All of them. */
    static Stream<FailureRow> all() {
        return ALL.stream();
    }

    Protocol protocol() {
        return fault.needsGrpc() ? Protocol.GRPC : Protocol.HTTP;
    }

    /** The row as the docs have it. */
    String line() {
        return "| %s | %s | %s | %s | %s | `%s` |"
                .formatted(
                        situation, atCaller, atServer, word(bySource), word(byDestination), name);
    }

    private static String word(@Nullable Counts counts) {
        if (counts == null) {
            return "not seen";
        }
        return counts.bad() > 0 ? "bad" : counts.good() > 0 ? "good" : "excluded";
    }

    @Override
    public String toString() {
        return name;
    }
}
