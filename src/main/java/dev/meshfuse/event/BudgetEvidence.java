package dev.meshfuse.event;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error budget and how fast it burns, with everything it was reckoned by. Durations are ISO
 * 8601.
 *
 * @param objective the objective, such as {@code 99.9%}
 * @param window the window the budget is kept over
 * @param read for how long of it the service was read; the rest counts as free of errors
 * @param requests requests in the window that count
 * @param bad bad ones among them
 * @param allowedBad how many may be bad in the whole window
 * @param remainingRatio share of the budget that is left, below 0 when overspent; null without
 *     requests
 * @param exhaustedIn when the budget will be spent if requests go on as in the last hour; null
 *     where it will not
 * @param tiers what each tier finds
 * @param alpha level of the test that guards each tier
 * @param targetsRead proxies that show the service and are read
 * @param targetsSilent proxies that showed it and cannot be read
 * @param sloGeneration generation of the objective's definition
 * @param explanation the same in words
 */
public record BudgetEvidence(
        String objective,
        String window,
        String read,
        long requests,
        long bad,
        BigDecimal allowedBad,
        @Nullable BigDecimal remainingRatio,
        @Nullable String exhaustedIn,
        List<Tier> tiers,
        BigDecimal alpha,
        int targetsRead,
        int targetsSilent,
        long sloGeneration,
        String explanation) {
    /**
     * What a tier finds.
     *
     * @param name its name
     * @param severity {@code page} or {@code ticket}
     * @param longWindow its long window
     * @param shortWindow its short window
     * @param burnLimit the burn rate that must be exceeded over both
     * @param longBurn burn rate over the long window, scaled by the share of it that was read; null
     *     without requests
     * @param shortBurn the same over the short window
     * @param requests requests that count in the long window: n of the test
     * @param bad bad ones among them: k of the test
     * @param pValue how probable so many, or more, are if the budget burns at the limit exactly; 1
     *     where that was not tested, since the burn rates are not exceeded
     * @param finds {@code Firing}, {@code TooFew}, {@code Unread} or {@code Calm}
     */
    public record Tier(
            String name,
            String severity,
            String longWindow,
            String shortWindow,
            String burnLimit,
            @Nullable Double longBurn,
            @Nullable Double shortBurn,
            long requests,
            long bad,
            double pValue,
            String finds) {}

    public BudgetEvidence {
        tiers = List.copyOf(tiers);
    }
}
