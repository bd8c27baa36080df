package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * The knobs of a fuse.
 *
 * @param rho how many times worse than stable a canary may be
 * @param burnLimit how many times the allowed bad ratio a canary may show
 * @param falseAlarmsPer mean time between false alarms of one fuse whose canary is exactly at the
 *     limit
 * @param onBudgetExhausted what to do when a service's budget is used up
 * @param cooldown least time between two trips of this fuse
 * @param maxTrips most trips per canary identity
 */
public record FusePolicy(
        BigDecimal rho,
        BigDecimal burnLimit,
        Duration falseAlarmsPer,
        OnBudgetExhausted onBudgetExhausted,
        Duration cooldown,
        int maxTrips) {
    /** What to do when a service's budget is used up. */
    public enum OnBudgetExhausted {
        Hold,
        Ignore
    }

    /**
     * The largest bad ratio that can be tested for: a canary whose every request is bad must still
     * be far enough above it. The alternatives of the absolute test end there.
     */
    public static final BigDecimal LARGEST_LIMIT = new BigDecimal("0.95");

    /** Burn limit 14.4 as the fastest page of the SRE workbook, chapter 5, table 5-8. */
    public static final FusePolicy DEFAULT =
            new FusePolicy(
                    new BigDecimal("1.5"),
                    new BigDecimal("14.4"),
                    Duration.ofDays(30),
                    OnBudgetExhausted.Hold,
                    Duration.ofMinutes(10),
                    3);
}
