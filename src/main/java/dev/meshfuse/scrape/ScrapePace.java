package dev.meshfuse.scrape;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often a target is really read: less often than wanted while it cannot be read, and while
 * reading it takes too large a part of the time. Envoy prints its statistics on its main thread,
 * which has other work.
 */
public final class ScrapePace {
    /**
     * A target that is dead is asked at least so often, so that one that comes back is soon seen.
     */
    static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

    /** One over the largest part of its time that a proxy may spend on us: 10 %. */
    static final int LEAST_INTERVAL_PER_SCRAPE = 10;

    /** Above this a target would be as good as unread. */
    static final Duration LONGEST_SLOWED = Duration.ofMinutes(1);

    /** The median of five forgets two pauses of a garbage collector. */
    private static final int RECENT = 5;

    private final long[] recentNanos = new long[RECENT];
    private int scrapes;
    private int failures;
    private boolean slowed;

    /**
     * The target was read.
     *
     * @param took from the request to the end of the answer
     * @param wanted how often it should be read
     * @return whether it has just become too slow for that
     */
    public boolean succeeded(Duration took, Duration wanted) {
        failures = 0;
        recentNanos[scrapes++ % RECENT] = took.toNanos();
        boolean before = slowed;
        // what was slow must become twice as fast, so that it does not come and go
        slowed = needed().compareTo(before ? wanted.dividedBy(2) : wanted) > 0;
        return slowed && !before;
    }

    /** The target was not read. */
    public void failed() {
        failures++;
    }

    /** How long to wait from one scrape to the next. */
    public Duration interval(Duration wanted) {
        Duration interval = longer(wanted, backOff(wanted));
        return slowed ? longer(interval, shorter(needed(), LONGEST_SLOWED)) : interval;
    }

    /** The last scrape failed. */
    public boolean isDown() {
        return failures > 0;
    }

    /** The target is read less often because several scrapes failed. */
    public boolean isBackedOff() {
        return failures > 1;
    }

    /** The target is read less often because reading it takes long. */
    public boolean isSlowed() {
        return slowed;
    }

    /** One failure may be a restart; from the second on the interval doubles. */
    private Duration backOff(Duration wanted) {
        int doublings = Math.min(Math.max(0, failures - 1), 20);
        return shorter(wanted.multipliedBy(1L << doublings), LONGEST_BACK_OFF);
    }

    private Duration needed() {
        if (scrapes < RECENT) {
            return Duration.ZERO;
        }
        long[] sorted = recentNanos.clone();
        Arrays.sort(sorted);
        return Duration.ofNanos(sorted[RECENT / 2]).multipliedBy(LEAST_INTERVAL_PER_SCRAPE);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
