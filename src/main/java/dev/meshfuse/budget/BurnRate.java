package dev.meshfuse.budget;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** How many times faster than allowed an error budget is spent. */
public final class BurnRate {
    private BurnRate() {}

    /** Share of requests that were bad, or nothing without requests: 0/0 is no data. */
    public static Optional<BigDecimal> badRatio(Counts counts) {
        return counts.total() == 0
                ? Optional.empty()
                : Optional.of(
                        BigDecimal.valueOf(counts.bad())
                                .divide(BigDecimal.valueOf(counts.total()), MathContext.DECIMAL64));
    }

    /** Bad ratio over allowed bad ratio (SRE workbook, chapter 5), or nothing without requests. */
    public static Optional<BigDecimal> of(Counts counts, Objective objective) {
        return badRatio(counts)
                .map(ratio -> ratio.divide(objective.allowedBadRatio(), MathContext.DECIMAL64));
    }
}
