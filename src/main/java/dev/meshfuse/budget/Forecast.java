package dev.meshfuse.budget;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.sli.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a rolling budget is spent if requests go on as they do now, net of what leaves the window
 * meanwhile: the first time tau at which
 *
 * <pre>
 *   bad - left(tau) + rate_bad tau  =  allowed x (total - left_total(tau) + rate_total tau)
 * </pre>
 *
 * where what leaves is what was counted at the window's far end, and what was not read counts as
 * free of errors at the mean traffic of the rest. Both sides are linear while one slot leaves.
 *
 * @param in how long it takes; zero when it is spent already
 * @param ifNothingLeft how long it would take if what was counted stayed in the window: remaining
 *     budget x window / burn rate
 */
public record Forecast(Duration in, Duration ifNothingLeft) {
    /**
     * What was counted between two moments, and leaves a window as long after as the window is.
     *
     * @param age how long ago it began
     * @param length how long it lasted
     */
    public record Past(Duration age, Duration length, Counts counts) {}

    /**
     * Reckons.
     *
     * @param window what the budget's window holds
     * @param past the same, oldest first, without overlaps; what is missing was not read
     * @param now counts of a shorter window: how requests go on
     * @return nothing if the budget lasts at that rate
     */
    static Optional<Forecast> of(
            Objective objective, WindowCounts window, List<Past> past, WindowCounts now) {
        double allowed = objective.allowedBadRatio().doubleValue();
        double seconds = seconds(window.length());
        double mean = window.counts().total() / Math.max(1, seconds(window.read()));
        double badRate = rate(now.counts().bad(), now);
        double rate = rate(now.counts().total(), now);
        // What the budget has left, in bad requests; the slope is what it loses each second.
        double left = allowed * mean * seconds - window.counts().bad();
        if (left <= 0) {
            return Optional.of(new Forecast(Duration.ZERO, Duration.ZERO));
        }
        Duration ifNothingLeft = duration(left / badRate);
        double loss = badRate - allowed * rate;
        double clock = 0;
        for (Leaving next : leaving(past, seconds, mean)) {
            double slope = loss + allowed * next.totalRate - next.badRate;
            if (slope > 0 && left <= slope * next.seconds) {
                return Optional.of(new Forecast(duration(clock + left / slope), ifNothingLeft));
            }
            left -= slope * next.seconds;
            clock += next.seconds;
        }
        return Optional.empty();
    }

    /** What leaves the window, and how fast, for so many seconds. */
    private record Leaving(double seconds, double totalRate, double badRate) {}

    private static List<Leaving> leaving(List<Past> past, double window, double mean) {
        List<Leaving> all = new ArrayList<>();
        double at = 0;
        for (Past one : past) {
            double begins = Math.max(at, window - seconds(one.age()));
            double ends = Math.min(window, begins + seconds(one.length()));
            if (begins > at) {
                all.add(new Leaving(begins - at, mean, 0));
            }
            if (ends > begins) {
                double length = ends - begins;
                all.add(
                        new Leaving(
                                length,
                                one.counts().total() / length,
                                one.counts().bad() / length));
            }
            at = Math.max(at, ends);
        }
        if (at < window) {
            all.add(new Leaving(window - at, mean, 0));
        }
        return all;
    }

    private static double rate(long count, WindowCounts over) {
        return over.read().isZero() ? 0 : count / seconds(over.read());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static Duration duration(double seconds) {
        return Duration.ofSeconds((long) Math.min(seconds, 1e12));
    }
}
