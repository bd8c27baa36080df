package dev.meshfuse.sli;

import dev.meshfuse.scrape.RequestLabels;

/**
 * Requests that one series gained between two readings of a process.
 *
 * @param labels what the series says of them
 * @param count how many; 0 when the series merely exists
 */
public record Increment(RequestLabels labels, long count) {
    public Increment {
        if (count < 0) {
            throw new IllegalArgumentException("a counter of requests never gains " + count);
        }
    }
}
