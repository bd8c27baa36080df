package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * By what a budget that burns too fast is noticed.
 *
 * @param tiers the pairs of windows; none means that nobody is told
 * @param alpha how probable what is seen may be, at most, if the budget did in truth burn no faster
 *     than the limit: the level of an exact one-sided binomial test, so that one failed request of
 *     few makes no breach
 */
public record Alerting(List<Tier> tiers, BigDecimal alpha) {
    /** One in a hundred. */
    public static final BigDecimal DEFAULT_ALPHA = new BigDecimal("0.01");

    /**
     * The tiers of the SRE workbook for 30 days (chapter 5, table 5-8, and for the fourth the rules
     * listed beside it).
     */
    public static final Alerting GOOGLE_SRE =
            new Alerting(
                    List.of(
                            tier("page-1h", Severity.Page, 60, 5, "14.4"),
                            tier("page-6h", Severity.Page, 6 * 60, 30, "6"),
                            tier("ticket-1d", Severity.Ticket, 24 * 60, 2 * 60, "3"),
                            tier("ticket-3d", Severity.Ticket, 3 * 24 * 60, 6 * 60, "1")),
                    DEFAULT_ALPHA);

    public Alerting {
        tiers = List.copyOf(tiers);
    }

    private static Tier tier(
            String name, Severity severity, int longMinutes, int shortMinutes, String burn) {
        return new Tier(
                name,
                severity,
                Duration.ofMinutes(longMinutes),
                Duration.ofMinutes(shortMinutes),
                new BigDecimal(burn));
    }
}
