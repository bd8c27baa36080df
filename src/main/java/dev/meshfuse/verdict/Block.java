package dev.meshfuse.verdict;

import dev.meshfuse.sli.Counts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one interval of evaluation showed of a split.
 *
 * @param closedAt when it ended
 * @param canary requests to the canary
 * @param stable requests to stable
 * @param unattributed requests that failed before a side was known
 * @param callersRead whether any proxy that calls the service was read in it; if not, no traffic
 *     means nothing
 * @param firstBadAt first reading in it that showed a bad canary request, or null
 * @param lastCanaryAt last reading in it that showed a canary request, or null
 */
public record Block(
        Instant closedAt,
        Counts canary,
        Counts stable,
        Counts unattributed,
        boolean callersRead,
        @Nullable Instant firstBadAt,
        @Nullable Instant lastCanaryAt) {}
