package dev.meshfuse.testing.mesh;

import java.time.Duration;

/**
 * Something wrong with a workload, for a share of its requests. Which proxy reports what follows
 * Envoy's response flags: a request that never arrives exists at the caller's end only.
 */
public sealed interface Fault {
    /** Share of the requests that meet the fault, 0 to 1. */
    double ratio();

    /** The application answers with this status: the same code and flags {@code -} at both ends. */
    static Fault http(int status, double ratio) {
        return new Http(status, Ratio.check(ratio));
    }

    /** The connection is refused: 503 {@code UF} at the caller's end, nothing at the other. */
    static Fault unreachable(double ratio) {
        return new Unreachable(Ratio.check(ratio));
    }

    /** No pod is behind the subset: 503 {@code UH} at the caller's end, no workload known. */
    static Fault noEndpoint() {
        return new NoEndpoint();
    }

    /** Answers take this much longer. */
    static Fault slow(Duration delay, double ratio) {
        return new Slow(delay, Ratio.check(ratio));
    }

    /** The application answers 200 with this gRPC status. Only for services that speak gRPC. */
    static Fault grpc(int status, double ratio) {
        return new Grpc(status, Ratio.check(ratio));
    }

    /** The caller hangs up before the response begins: code 0, {@code DC}, at both ends. */
    static Fault callerGone(double ratio) {
        return new CallerGone(Ratio.check(ratio));
    }

    /** The caller's route gives up after a second. */
    static Fault timeout(double ratio) {
        return timeout(Duration.ofSeconds(1), ratio);
    }

    /** The caller's route gives up: 504 {@code UT} at its end, 0 {@code DC} at the other. */
    static Fault timeout(Duration after, double ratio) {
        return new Timeout(after, Ratio.check(ratio));
    }

    /** Too many requests wait already: 503 {@code UO} at the caller's end, nothing at the other. */
    static Fault overflow(double ratio) {
        return new Broken(How.OVERFLOW, Ratio.check(ratio));
    }

    /** The connection is refused again and again: 503 {@code UF,URX} at the caller's end. */
    static Fault retriedInVain(double ratio) {
        return new Broken(How.RETRIED_IN_VAIN, Ratio.check(ratio));
    }

    /** The server's end closes the connection: 503 {@code UC}, and 0 at the other end. */
    static Fault reset(double ratio) {
        return new Broken(How.RESET, Ratio.check(ratio));
    }

    /** The server's proxy cannot reach its application: 503 {@code UF} there, and 503 here. */
    static Fault appUnreachable(double ratio) {
        return new Broken(How.APP_UNREACHABLE, Ratio.check(ratio));
    }

    /** A gRPC answer that ends before its status. Only for services that speak gRPC. */
    static Fault withoutTrailers(double ratio) {
        return new Broken(How.WITHOUT_TRAILERS, Ratio.check(ratio));
    }

    /** Whether it can only strike a service that speaks gRPC. */
    default boolean needsGrpc() {
        return switch (this) {
            case Grpc grpc -> true;
            case Broken broken -> broken.how() == How.WITHOUT_TRAILERS;
            case Http http -> false;
            case Unreachable unreachable -> false;
            case NoEndpoint none -> false;
            case Slow slow -> false;
            case CallerGone gone -> false;
            case Timeout timeout -> false;
        };
    }

    /** How a connection breaks. */
    enum How {
        OVERFLOW,
        RETRIED_IN_VAIN,
        RESET,
        APP_UNREACHABLE,
        WITHOUT_TRAILERS
    }

    record Broken(How how, double ratio) implements Fault {}

    record Http(int status, double ratio) implements Fault {}

    record Unreachable(double ratio) implements Fault {}

    record NoEndpoint() implements Fault {
        @Override
        public double ratio() {
            return 1;
        }
    }

    record Slow(Duration delay, double ratio) implements Fault {}

    record Grpc(int status, double ratio) implements Fault {}

    record CallerGone(double ratio) implements Fault {}

    record Timeout(Duration after, double ratio) implements Fault {}
}
