package dev.meshfuse.budget;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error budget at one moment. What was not read of the window is taken as free of errors at the
 * traffic of the rest, as for burn rates.
 *
 * @param window the window it is kept over
 * @param read for how long of it the service was read
 * @param requests requests that count
 * @param bad bad ones among them
 * @param allowedBad how many may be bad in the whole window, at this traffic
 * @param remainingRatio share of the budget that is left: 1 untouched, 0 spent, below 0 overspent;
 *     null without requests
 * @param exhausts when it will be spent if requests go on as in the last hour; null where it is not
 *     burning faster than it may
 */
public record Budget(
        Duration window,
        Duration read,
        long requests,
        long bad,
        BigDecimal allowedBad,
        @Nullable BigDecimal remainingRatio,
        @Nullable Forecast exhausts) {
    /**
     * A budget by the counts of its window.
     *
     * @param exhausts the forecast, or null
     */
    public static Budget of(WindowCounts window, Objective objective, @Nullable Forecast exhausts) {
        Counts counts = window.counts();
        if (counts.total() == 0 || window.read().isZero()) {
            return new Budget(
                    window.length(),
                    window.read(),
                    counts.total(),
                    counts.bad(),
                    BigDecimal.ZERO,
                    null,
                    null);
        }
        BigDecimal allowed =
                objective
                        .allowedBadRatio()
                        .multiply(BigDecimal.valueOf(counts.total()))
                        .multiply(BigDecimal.valueOf(window.length().toMillis()))
                        .divide(
                                BigDecimal.valueOf(window.read().toMillis()),
                                MathContext.DECIMAL64);
        BigDecimal spent = BigDecimal.valueOf(counts.bad()).divide(allowed, MathContext.DECIMAL64);
        return new Budget(
                window.length(),
                window.read(),
                counts.total(),
                counts.bad(),
                allowed,
                BigDecimal.ONE.subtract(spent),
                exhausts);
    }
}
