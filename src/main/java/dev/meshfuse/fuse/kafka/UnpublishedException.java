package dev.meshfuse.fuse.kafka;

/** Kafka did not take an event. */
final class UnpublishedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnpublishedException(String message, Throwable cause) {
        super(message, cause);
    }
}
