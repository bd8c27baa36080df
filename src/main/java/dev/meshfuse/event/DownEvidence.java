package dev.meshfuse.event;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a canary has no pod that could answer.
 *
 * @param since since when none of its pods is ready
 * @param stableReady ready pods of the stable side
 * @param canaryPods pods of the canary, none of them ready
 * @param unanswered requests to the service since then for which callers' proxies found no endpoint
 * @param lastUnansweredAt when the last reading was made that showed one, or null
 * @param reason one sentence for people
 */
public record DownEvidence(
        Instant since,
        int stableReady,
        int canaryPods,
        long unanswered,
        @Nullable Instant lastUnansweredAt,
        String reason) {
    public DownEvidence {
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
    }
}
