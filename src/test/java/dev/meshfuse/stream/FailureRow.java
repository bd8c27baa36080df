package dev.meshfuse.stream;

import dev.meshfuse.definition.Track;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Protocol;
import org.jspecify.annotations.Nullable;

/** The rows of the table in docs/counting.md that the simulated mesh can produce. */
enum FailureRow {
    APP_ERROR(
            "The application answers 5xx",
            Reports.of("503 `-`", "503 `-`"),
            Fault.http(503, 1),
            Outcomes.of(One.BAD, One.BAD, Track.CANARY)),
    REFUSED(
            "Connection refused or timed out, TLS failure",
            Reports.of("503 `UF`", "nothing"),
            Fault.unreachable(1),
            Outcomes.of(One.BAD, null, Track.CANARY)),
    REFUSED_AFTER_RETRIES(
            "The same, after retries",
            Reports.of("503 `UF,URX`", "nothing"),
            Fault.retriedInVain(1),
            Outcomes.of(One.BAD, null, Track.CANARY)),
    OVERFLOW(
            "Circuit breaker, too many requests wait",
            Reports.of("503 `UO`", "nothing"),
            Fault.overflow(1),
            Outcomes.of(One.BAD, null, Track.CANARY)),
    NO_ENDPOINT(
            "No healthy endpoint",
            Reports.of("503 `UH`, workload unknown", "nothing"),
            Fault.noEndpoint(),
            Outcomes.of(One.BAD, null, Track.UNATTRIBUTED)),
    TIMEOUT(
            "The route's timeout",
            Reports.of("504 `UT`", "0 `DC`"),
            Fault.timeout(1),
            Outcomes.of(One.BAD, One.EXCLUDED, Track.CANARY)),
    RESET(
            "The server closes the connection",
            Reports.of("503 `UC`", "0 `-`"),
            Fault.reset(1),
            Outcomes.of(One.BAD, One.BAD, Track.CANARY)),
    CALLER_GONE(
            "The caller gives up",
            Reports.of("0 `DC`", "0 `DC`"),
            Fault.callerGone(1),
            Outcomes.of(One.EXCLUDED, One.EXCLUDED, Track.CANARY)),
    APP_UNREACHABLE(
            "The server's proxy cannot reach its application",
            Reports.of("503 `-`", "503 `UF`"),
            Fault.appUnreachable(1),
            Outcomes.of(One.BAD, One.BAD, Track.CANARY)),
    GRPC_ERROR(
            "gRPC: the server's fault, such as UNAVAILABLE",
            Reports.of("200, status 14", "200, status 14"),
            Fault.grpc(14, 1),
            Outcomes.of(One.BAD, One.BAD, Track.CANARY)),
    GRPC_REFUSAL(
            "gRPC: an answer that refuses, such as NOT_FOUND",
            Reports.of("200, status 5", "200, status 5"),
            Fault.grpc(5, 1),
            Outcomes.of(One.GOOD, One.GOOD, Track.CANARY)),
    GRPC_WITHOUT_STATUS(
            "gRPC: the answer ends before its status",
            Reports.of("200, no status", "200, no status"),
            Fault.withoutTrailers(1),
            Outcomes.of(One.BAD, One.BAD, Track.CANARY));

    private final String situation;
    private final Reports reports;
    private final Fault fault;
    private final Outcomes outcomes;

    FailureRow(String situation, Reports reports, Fault fault, Outcomes outcomes) {
        this.situation = situation;
        this.reports = reports;
        this.fault = fault;
        this.outcomes = outcomes;
    }

    /** What each end reports, as the table says it. */
    record Reports(String source, String destination) {
        static Reports of(String source, String destination) {
            return new Reports(source, destination);
        }
    }

    /**
     * How one request counts.
     *
     * @param bySource where the caller's proxy is read
     * @param byDestination where it is not; null when nobody reports it
     * @param track the side it stands on, where revisions tell the sides apart
     */
    record Outcomes(Counts bySource, @Nullable Counts byDestination, Track track) {
        static Outcomes of(Counts bySource, @Nullable Counts byDestination, Track track) {
            return new Outcomes(bySource, byDestination, track);
        }
    }

    Fault fault() {
        return fault;
    }

    Protocol protocol() {
        return name().startsWith("GRPC") ? Protocol.GRPC : Protocol.HTTP;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    /** The row as the docs have it. */
    String line() {
        return "| %s | %s | %s | %s | %s | `%s` |"
                .formatted(
                        situation,
                        reports.source(),
                        reports.destination(),
                        word(outcomes.bySource()),
                        word(outcomes.byDestination()),
                        name());
    }

    private static String word(@Nullable Counts counts) {
        if (counts == null) {
            return "not seen";
        }
        return counts.bad() > 0 ? "bad" : counts.good() > 0 ? "good" : "excluded";
    }

    /** One request. */
    private static final class One {
        static final Counts GOOD = new Counts(1, 0, 0);
        static final Counts BAD = new Counts(0, 1, 0);
        static final Counts EXCLUDED = new Counts(0, 0, 1);

        private One() {}
    }
}
