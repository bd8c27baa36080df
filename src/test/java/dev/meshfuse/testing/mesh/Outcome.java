package dev.meshfuse.testing.mesh;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request.
 *
 * @param source how it ends at the caller's end
 * @param destination how it ends at the server's end; null when it never gets there
 * @param knowledge what the caller's proxy learns of the server
 * @param nanos from its arrival to its end
 */
record Outcome(Ending source, @Nullable Ending destination, Knowledge knowledge, long nanos) {
    /** What a refused connection takes: a round trip, and no application. */
    private static final long REFUSED_NANOS = 2_000_000;

    /** What the caller's proxy learns of the server. */
    enum Knowledge {
        /** The server answered and named itself. */
        PEER,
        /** Only the endpoint's metadata is known. */
        ENDPOINT,
        /** No host was chosen. */
        NOBODY
    }

    static Outcome noEndpoint(Protocol protocol) {
        return new Outcome(Ending.local(protocol, 503, "UH"), null, Knowledge.NOBODY, 0);
    }

    /** The server's process ended under the request. */
    Outcome cutOff(Protocol protocol) {
        return new Outcome(Ending.local(protocol, 503, "UC"), null, knowledge, nanos);
    }

    /** The first fault that strikes decides; slowness only adds to what follows. */
    static Outcome decide(
            Protocol protocol, Workload workload, List<Fault> faults, RandomGenerator random) {
        long nanos = workload.latency().sampleNanos(random);
        for (Fault fault : faults) {
            if (random.nextDouble() >= fault.ratio()) {
                continue;
            }
            switch (fault) {
                case Fault.Slow slow -> nanos += slow.delay().toNanos();
                case Fault.Http http -> {
                    return answered(new Ending(http.status(), "", Ending.NO_FLAGS), nanos);
                }
                case Fault.Grpc grpc -> {
                    String status = Integer.toString(grpc.status());
                    return answered(new Ending(200, status, Ending.NO_FLAGS), nanos);
                }
                case Fault.CallerGone gone -> {
                    return answered(Ending.hungUp(), nanos);
                }
                case Fault.Unreachable unreachable -> {
                    Ending ending = Ending.local(protocol, 503, "UF");
                    return new Outcome(ending, null, Knowledge.ENDPOINT, REFUSED_NANOS);
                }
                case Fault.NoEndpoint none -> {
                    return noEndpoint(protocol);
                }
                case Fault.Broken broken -> {
                    return broken(protocol, broken.how(), nanos);
                }
                case Fault.Timeout timeout -> {
                    Ending ending = Ending.local(protocol, 504, "UT");
                    long after = timeout.after().toNanos();
                    return new Outcome(ending, Ending.hungUp(), Knowledge.PEER, after);
                }
            }
        }
        return answered(healthy(protocol, workload, random), nanos);
    }

    private static Outcome broken(Protocol protocol, Fault.How how, long nanos) {
        return switch (how) {
            // The host is chosen before its connection pool says that it is full.
            case OVERFLOW -> atSourceOnly(Ending.local(protocol, 503, "UO"));
            case RETRIED_IN_VAIN -> atSourceOnly(Ending.local(protocol, 503, "UF,URX"));
            case RESET ->
                    new Outcome(
                            Ending.local(protocol, 503, "UC"),
                            new Ending(0, "", Ending.NO_FLAGS),
                            Knowledge.PEER,
                            nanos);
            case APP_UNREACHABLE ->
                    new Outcome(
                            Ending.local(protocol, 503, Ending.NO_FLAGS),
                            Ending.local(protocol, 503, "UF"),
                            Knowledge.PEER,
                            nanos);
            case WITHOUT_TRAILERS -> answered(new Ending(200, "", Ending.NO_FLAGS), nanos);
        };
    }

    private static Outcome atSourceOnly(Ending ending) {
        return new Outcome(ending, null, Knowledge.ENDPOINT, REFUSED_NANOS);
    }

    private static Ending healthy(Protocol protocol, Workload workload, RandomGenerator random) {
        if (random.nextDouble() >= workload.errorRatio()) {
            return Ending.answered(protocol, 200);
        }
        // INTERNAL, as a handler that threw.
        return protocol == Protocol.GRPC
                ? new Ending(200, "13", Ending.NO_FLAGS)
                : Ending.answered(protocol, 500);
    }

    private static Outcome answered(Ending both, long nanos) {
        return new Outcome(both, both, Knowledge.PEER, nanos);
    }
}
