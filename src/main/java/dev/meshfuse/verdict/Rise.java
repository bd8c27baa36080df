package dev.meshfuse.verdict;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The evidence since it began to rise. One that has lost half of its height is over, as a hold is:
 * what comes after it is another trouble, with a beginning of its own.
 *
 * @param peak the most it has come to, in nats
 * @param firstBadAt first reading in it with a bad canary request, or null
 */
public record Rise(double peak, @Nullable Instant firstBadAt) {
    static final Rise NONE = new Rise(0, null);

    /**
     * After one more block.
     *
     * @param evidence where the evidence is then
     * @param open whether bad requests were seen that it does not hold yet
     */
    Rise after(Block block, double evidence, boolean open) {
        boolean goesOn = firstBadAt != null && (open || evidence > 0) && evidence >= peak / 2;
        return goesOn
                ? new Rise(Math.max(peak, evidence), firstBadAt)
                : new Rise(evidence, block.firstBadAt());
    }
}
