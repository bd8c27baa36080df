package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * One pair of windows by which a budget that burns too fast is noticed: it fires while the burn
 * rate is above the limit over both. The long window makes it sure, the short one makes it stop
 * soon after the trouble ends (SRE workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").
 *
 * @param name its name within the objective, such as {@code page-1h}
 * @param severity how urgent it is
 * @param longWindow the long window
 * @param shortWindow the short window, shorter than the long one
 * @param burn the burn rate that must be exceeded
 */
public record Tier(
        String name,
        Severity severity,
        Duration longWindow,
        Duration shortWindow,
        BigDecimal burn) {}
