package dev.meshfuse.sli;

import java.time.Duration;
import java.time.Instant;

/**
 * A process that showed a service has ended. What it counted after it was read last is lost, and
 * nobody can tell how much that is; but the time in which it was counted is known.
 *
 * @param lastReadAt when it was read last
 * @param by when it had ended at the latest: when its successor started, or when its target was
 *     found to be gone; not before it was read last
 * @param targetGone whether the target is gone as well; if not, another process answers there
 */
public record Ended(Instant lastReadAt, Instant by, boolean targetGone) {
    public Ended {
        by = by.isBefore(lastReadAt) ? lastReadAt : by; // two clocks
    }

    /** For how long, at most, it counted what nobody has read. */
    public Duration unread() {
        return Duration.between(lastReadAt, by);
    }
}
