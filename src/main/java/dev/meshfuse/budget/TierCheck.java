package dev.meshfuse.budget;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Tier;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Finds whether a budget burns faster than the limit of a tier.
 *
 * <p>The burn rate of a window is scaled by the share of it that was read. That takes what is not
 * known as free of errors at today's traffic, so that a share of the budget is spent when it fires,
 * on the first day as on the last, and a fresh installation neither fires early nor is blind. Rates
 * are compared exactly: at the limit is not above it.
 */
final class TierCheck {
    /** Doubles decide where they differ by more than their rounding could explain. */
    private static final double SURELY_APART = 1e-9;

    /** Where less than this share of the short window was read, it tells nothing of now. */
    private static final double LEAST_READ = 0.5;

    private final Tier tier;
    private final BigDecimal allowed;
    private final BigDecimal limit;
    private final double limitRatio;
    private final double alpha;

    /**
     * @param alpha level of the test
     */
    TierCheck(Tier tier, Objective objective, BigDecimal alpha) {
        this.tier = tier;
        this.allowed = objective.allowedBadRatio();
        this.limit = tier.burn().multiply(allowed);
        this.limitRatio = limit.doubleValue();
        this.alpha = alpha.doubleValue();
    }

    /** What it finds now. */
    TierState check(WindowCounts.Source windows) {
        WindowCounts longer = windows.of(tier.longWindow());
        WindowCounts shorter = windows.of(tier.shortWindow());
        boolean longExceeds = exceeds(longer);
        boolean bothExceed = longExceeds && exceeds(shorter);
        long requests = longer.counts().total();
        long bad = longer.counts().bad();
        double pValue = bothExceed ? BinomialTail.atLeast(requests, bad, limitRatio) : 1;
        return new TierState(
                tier.name(),
                tier.severity(),
                tier.longWindow(),
                tier.shortWindow(),
                tier.burn().toPlainString(),
                burn(longer),
                burn(shorter),
                requests,
                bad,
                pValue,
                finds(longExceeds, bothExceed, shorter, pValue));
    }

    private TierState.Finds finds(
            boolean longExceeds, boolean bothExceed, WindowCounts shorter, double pValue) {
        if (bothExceed) {
            return pValue <= alpha ? TierState.Finds.Firing : TierState.Finds.TooFew;
        }
        return longExceeds && shorter.readRatio() < LEAST_READ
                ? TierState.Finds.Unread
                : TierState.Finds.Calm;
    }

    /** bad / total x read / length > burn x allowed, without a division. */
    private boolean exceeds(WindowCounts window) {
        long total = window.counts().total();
        long bad = window.counts().bad();
        if (bad == 0) {
            return false;
        }
        long read = window.read().toMillis();
        long length = window.length().toMillis();
        double left = (double) bad * read;
        double right = limitRatio * total * length;
        if (Math.abs(left - right) > SURELY_APART * Math.max(left, right)) {
            return left > right;
        }
        return BigDecimal.valueOf(bad)
                        .multiply(BigDecimal.valueOf(read))
                        .compareTo(
                                limit.multiply(BigDecimal.valueOf(total))
                                        .multiply(BigDecimal.valueOf(length)))
                > 0;
    }

    private @Nullable Double burn(WindowCounts window) {
        long total = window.counts().total();
        return total == 0
                ? null
                : (double) window.counts().bad()
                        / total
                        / allowed.doubleValue()
                        * window.readRatio();
    }
}
