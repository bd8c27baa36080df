package dev.meshfuse.scrape;

import java.time.Duration;

/** Watches scrapes, for metrics and health. Called from several threads. */
public interface ScrapeObserver {
    /**
     * A target is asked; once for each scrape, unless there is no connection to it.
     *
     * @param late how long after it was due
     */
    void began(Target target, Duration late);

    /** A target was read. */
    void read(Target target, Duration took, long bytes, long samples, long refusedLines);

    /** A target was not read. */
    void failed(Target target, ScrapeFailure failure);

    /** How the targets are; told about once a second. */
    void states(ScrapeStates states);
}
