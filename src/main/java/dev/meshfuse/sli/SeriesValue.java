package dev.meshfuse.sli;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.Reading;
import org.jspecify.annotations.Nullable;

/**
 * What one series of a process stood at. Counter and histogram follow the same rules, each for
 * itself: the histogram trails the counter by seconds and may first be shown later.
 *
 * @param requests its counter, or {@link Reading.Series#NOT_SHOWN}
 * @param latency its histogram, or null where none was shown
 */
public record SeriesValue(long requests, @Nullable Histogram latency) {
    /**
     * More requests than a thousand million a second for a quarter of an hour; keeps sums of many
     * gains far from overflow, whatever a body says.
     */
    static final long LARGEST_GAIN = 1_000_000_000_000L;

    /**
     * What is known of a series once it was read.
     *
     * @param left what was known of it, if parts that are missing may exist all the same; else null
     */
    static SeriesValue of(Reading.Series series, @Nullable SeriesValue left) {
        return new SeriesValue(
                series.requests() < 0 && left != null ? left.requests : series.requests(),
                series.latency() == null && left != null ? left.latency : series.latency());
    }

    private boolean hasRequests() {
        return requests >= 0;
    }

    /**
     * Requests that were added: from the value before, or from zero if it fell.
     *
     * @param before what it stood at, or null when the series was not known
     * @param fromZero whether a counter that is first seen counts from zero; else it is a base only
     */
    long requestsSince(@Nullable SeriesValue before, boolean fromZero) {
        if (!hasRequests()) {
            return 0;
        }
        long gain = requests;
        if (before == null || !before.hasRequests()) {
            gain = fromZero ? requests : 0;
        } else if (requests >= before.requests) {
            gain = requests - before.requests;
        }
        return gain <= LARGEST_GAIN ? gain : 0;
    }

    /**
     * Durations that were added, by the rules of {@link #requestsSince}: if a single bucket fell,
     * the histogram began again. Envoy's bounds are fixed for the life of a process, so other
     * bounds are those of something else: a base only.
     *
     * @return null for none
     */
    @Nullable Histogram latencySince(@Nullable SeriesValue before, boolean fromZero) {
        Histogram now = latency;
        if (now == null) {
            return null;
        }
        Histogram known = before == null ? null : before.latency;
        Histogram gain = now;
        if (known == null) {
            gain = fromZero ? now : null;
        } else if (!known.hasBoundsOf(now)) {
            gain = null;
        } else {
            Histogram difference = now.minus(known);
            gain = difference == null ? now : difference;
        }
        return gain == null || gain.count() == 0 || gain.count() > LARGEST_GAIN ? null : gain;
    }

    /** Whether this can have been read of the same process after the other. */
    boolean isNotBelow(SeriesValue before) {
        if (before.latency != null
                && latency != null
                && latency.hasBoundsOf(before.latency)
                && latency.minus(before.latency) == null) {
            return false;
        }
        return (before.latency == null || latency != null) && requests >= before.requests;
    }
}
