package dev.meshfuse.testing.kubernetes;

import java.time.Duration;

/** Something that goes wrong with a request on purpose. */
public sealed interface Fault {

    /**
     * The request is refused with this code and nothing is changed; {@code retryAfter} zero sends
     * no such header.
     */
    record Status(int code, Duration retryAfter, String message) implements Fault {}

    /** The request is handled late; further faults for it still apply. */
    record Delay(Duration duration) implements Fault {}

    /** The connection is closed and nothing is changed. */
    record CloseConnection() implements Fault {}

    /** The request takes effect, then the connection is closed instead of an answer. */
    record CloseConnectionAfterApplying() implements Fault {}

    static Fault status(int code) {
        return status(code, Duration.ZERO);
    }

    static Fault status(int code, Duration retryAfter) {
        return new Status(code, retryAfter, "injected fault");
    }

    /** What the API server answers when a webhook does not admit a change. */
    static Fault denied(String reason) {
        return new Status(
                400,
                Duration.ZERO,
                "admission webhook \"guard.example.com\" denied the request: " + reason);
    }

    static Fault delay(Duration duration) {
        return new Delay(duration);
    }

    static Fault closeConnection() {
        return new CloseConnection();
    }

    static Fault closeConnectionAfterApplying() {
        return new CloseConnectionAfterApplying();
    }
}
