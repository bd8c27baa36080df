package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands in the status of an objective about its budget.
 *
 * @param remainingRatio share of the error budget that is left, 1 for all of it and negative when
 *     more was spent than there is; empty while nothing has been counted
 * @param episode the breach that is open now
 */
public record BudgetStatus(Optional<BigDecimal> remainingRatio, Optional<Episode> episode) {
    /**
     * A breach from its opening to its end.
     *
     * @param id its identity, as in events
     * @param severity how urgent it has become
     * @param openedAt when it began
     */
    public record Episode(String id, Severity severity, Instant openedAt) {}

    /**
     * What is left in percent with one digit, such as {@code 98.7%}; rounded down, so that a budget
     * that has been touched is never shown as whole.
     */
    public Optional<String> remainingPercent() {
        return remainingRatio.map(ratio ->
                Decimals.format(ratio.movePointRight(2).setScale(1, RoundingMode.FLOOR)) + "%");
    }
}
