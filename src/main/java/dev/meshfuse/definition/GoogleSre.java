package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/**
 * The policy {@code google-sre}: the tiers of the SRE workbook (chapter 5, table 5-8, and for the
 * third the rules listed beside it), for any length of the window.
 *
 * <p>A tier stands for a share of the budget that may be spent within its long window. So its burn
 * rate is share x window / long window; over 30 days these are the workbook's 14.4, 6, 3 and 1. The
 * windows of a tier stay what they are, as in Sloth's catalogues for 28 and 7 days.
 */
final class GoogleSre {
    static final String NAME = "google-sre";

    /** At a burn of 1 the budget lasts exactly as long as its window; below it, longer. */
    private static final BigDecimal LOWEST_BURN = BigDecimal.ONE;

    /** Digits behind the point of a burn rate that has no exact decimal, as 2.8 / 3 has none. */
    private static final int DIGITS = 6;

    private record Share(
            String name,
            Severity severity,
            Duration longWindow,
            Duration shortWindow,
            String ofBudget) {}

    private static final List<Share> SHARES =
            List.of(
                    new Share("page-1h", Severity.Page, hours(1), Duration.ofMinutes(5), "0.02"),
                    new Share("page-6h", Severity.Page, hours(6), Duration.ofMinutes(30), "0.05"),
                    new Share("ticket-1d", Severity.Ticket, hours(24), hours(2), "0.10"),
                    new Share("ticket-3d", Severity.Ticket, hours(72), hours(6), "0.10"));

    private GoogleSre() {}

    /** The tiers for a window; one whose long window is longer than it is left out. */
    static List<Tier> tiers(Duration window) {
        return SHARES.stream()
                .filter(share -> share.longWindow().compareTo(window) <= 0)
                .map(share ->
                        new Tier(
                                share.name(),
                                share.severity(),
                                share.longWindow(),
                                share.shortWindow(),
                                burn(share, window)))
                .toList();
    }

    /** The shortest window that has a tier. */
    static Duration shortestWindow() {
        return SHARES.getFirst().longWindow();
    }

    private static BigDecimal burn(Share share, Duration window) {
        BigDecimal exact =
                new BigDecimal(share.ofBudget())
                        .multiply(BigDecimal.valueOf(window.toSeconds()))
                        .divide(
                                BigDecimal.valueOf(share.longWindow().toSeconds()),
                                DIGITS,
                                RoundingMode.HALF_UP);
        return new BigDecimal(exact.max(LOWEST_BURN).stripTrailingZeros().toPlainString());
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }
}
