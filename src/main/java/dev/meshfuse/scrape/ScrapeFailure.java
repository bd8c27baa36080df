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
        UNREACHABLE,
        TIMEOUT,
        STATUS,
        TOO_LARGE,
        TRUNCATED,
        NOT_AN_EXPOSITION,
        /** It shows series that another workload's proxy would */
        FOREIGN,
        /** It was read, but the reading could not be put on its topic. */
        UNPUBLISHED
    }
}
