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

    /** The tiers of the SRE workbook for 30 days. */
    public static final Alerting GOOGLE_SRE = googleSre(Duration.ofDays(30));

    public Alerting {
        tiers = List.copyOf(tiers);
    }

    /**
     * The tiers of the SRE workbook for a window of any length: the burn rate of a tier spends the
     * same share of the budget within its long window, and is at least 1. A tier whose long window
     * is longer than the window of the budget is left out.
     *
     * @param window what the budget is kept over
     */
    public static Alerting googleSre(Duration window) {
        return new Alerting(GoogleSre.tiers(window), DEFAULT_ALPHA);
    }
}
