package dev.meshfuse.scrape;

/**
 * How the targets are, in numbers. A target may count in several.
 *
 * @param known all of them
 * @param hot read at the canary interval
 * @param notHot worth the canary interval, but beyond the number that may have it
 * @param down not read at the last attempt
 * @param backedOff read less often because several attempts failed
 * @param slowed read less often because reading takes too much of the interval
 * @param unfiltered read in full because the filter at the source was refused
 */
public record ScrapeStates(
        int known, int hot, int notHot, int down, int backedOff, int slowed, int unfiltered) {
    /** Before the first look. */
    public static final ScrapeStates NONE = new ScrapeStates(0, 0, 0, 0, 0, 0, 0);
}
