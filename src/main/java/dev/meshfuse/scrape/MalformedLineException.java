package dev.meshfuse.scrape;

/**
 * A line of an exposition that the format does not allow. Carries no stack trace: bodies of garbage
 * are full of them.
 */
final class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedLineException(String message) {
        super(message, null, false, false);
    }
}
