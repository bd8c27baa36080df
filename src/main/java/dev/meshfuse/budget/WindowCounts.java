package dev.meshfuse.budget;

import dev.meshfuse.sli.Counts;
import java.time.Duration;

/**
 * What one objective counts in one window.
 *
 * @param length how long the window is
 * @param counts requests in it by outcome
 * @param read for how long of it the service was read, at most {@code length}
 */
public record WindowCounts(Duration length, Counts counts, Duration read) {
    /** Share of the window in which the service was read, from 0 to 1. */
    public double readRatio() {
        return (double) read.toMillis() / length.toMillis();
    }

    /** Where a window of an objective is looked up. */
    @FunctionalInterface
    public interface Source {
        /** One of the windows the objective needs. */
        WindowCounts of(Duration length);
    }
}
