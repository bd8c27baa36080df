package dev.meshfuse.demo;

/** What an act should have shown did not come. */
final class StageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StageException(String message) {
        super(message);
    }
}
