package dev.meshfuse.scrape;

import java.time.Duration;

/** Watches scrapes, for metrics and health. */
public interface ScrapeObserver {
    /** A target was read. */
    void read(Target target, Duration took, long bytes, long samples, long refusedLines);

    /** A target was not read. */
    void failed(Target target, ScrapeFailure failure);
}
