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
 * @param unattributed requests whose side is not known; mostly, they failed before it was
 * @param callersRead whether any proxy was read in it that reports calls of the canary: that of a
 *     caller, or, where only the pods tell the side, of a canary's pod; if not, no traffic means
 *     nothing
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
