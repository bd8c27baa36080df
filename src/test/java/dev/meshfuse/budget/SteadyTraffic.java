package dev.meshfuse.budget;

import dev.meshfuse.sli.Counts;
import java.time.Duration;

/**
 * Windows over requests that come at one rate, all good until a moment, then bad at one ratio for a
 * while, then all good again: the story of the workbook's formulas.
 */
final class SteadyTraffic {
    private final long perSecond;
    private final double ratio;
    private final long history;
    private final long lasts;

    /**
     * @param perSecond requests
     * @param ratio share that is bad
     * @param history seconds before the trouble that were read
     * @param lasts seconds the trouble lasts
     */
    SteadyTraffic(long perSecond, double ratio, long history, long lasts) {
        this.perSecond = perSecond;
        this.ratio = ratio;
        this.history = history;
        this.lasts = lasts;
    }

    /** The windows, so many seconds after the trouble began. */
    WindowCounts.Source after(long seconds) {
        return length -> window(length, seconds);
    }

    private WindowCounts window(Duration length, long at) {
        long from = at - length.toSeconds();
        long read = Math.min(length.toSeconds(), history + at);
        long troubled = Math.max(0, Math.min(at, lasts) - Math.max(from, 0));
        long bad = Math.round(troubled * perSecond * ratio);
        return new WindowCounts(
                length, new Counts(read * perSecond - bad, bad, 0), Duration.ofSeconds(read));
    }
}
