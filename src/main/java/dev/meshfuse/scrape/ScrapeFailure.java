package dev.meshfuse.scrape;

/**
 * Why a target could not be read.
 *
 * @param kind what went wrong
 * @param detail more for people
 */
public record ScrapeFailure(Kind kind, String detail) {
    /** What can go wrong, in words that do for a metric's label. */
    public enum Kind {
        /** No connection, or one that was closed before an answer. */
        UNREACHABLE,
        /** No connection, or no complete answer, in time. */
        TIMEOUT,
        /** It answered with another status than 200; redirects are not followed. */
        STATUS,
        /** Its body, inflated, is larger than allowed. */
        TOO_LARGE,
        /** The answer ended before its end. */
        TRUNCATED,
        /** The answer breaks the rules of HTTP or of its content encoding. */
        MALFORMED,
        /** The body has no sample. */
        NOT_AN_EXPOSITION,
        /** The body tells of another pod than the one that was asked. */
        FOREIGN,
        /** It was read, but the reading could not be put on its topic. */
        UNPUBLISHED
    }
}
