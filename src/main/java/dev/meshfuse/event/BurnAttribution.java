package dev.meshfuse.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A budget that burns at the level of a page, and which part of it is the canary's doing. Durations
 * are ISO 8601.
 *
 * @param slo name of the objective, {@code namespace/name}
 * @param objective the objective, such as {@code 99.9%}
 * @param breach identity of the breach
 * @param tier name of the tier that fires, or fired last
 * @param fires whether it fires now; a breach stays open for a while after
 * @param longWindow its long window
 * @param shortWindow its short window, over which the sides are compared
 * @param burnLimit the burn rate that must be exceeded over both
 * @param longBurn burn rate over the long window; null without requests
 * @param shortBurn the same over the short window
 * @param canary what the canary showed in the short window
 * @param stable what stable showed in it
 * @param whole the service in it, whichever side requests went to
 * @param unplacedBad bad requests that stand on neither side: they failed before a side was known,
 *     were read late, or are from before this canary was counted
 * @param expectedRatio bad ratio that the canary may show: rho times what stable shows, and at
 *     least what the objective allows
 * @param rho how many times worse than stable the canary may be
 * @param excess bad requests of the service beyond what the objective allows
 * @param canaryExcess bad requests of the canary beyond what it may show
 * @param canaryShare its part of the excess, from 0 to 1
 * @param neededShare the part that explains a breach
 * @param pValue how probable its part of the errors is if it is as bad as it may be
 * @param alpha level of that test
 * @param explained whether the canary explains the breach
 * @param finds in one word why or why not
 * @param countedSince since when the canary is counted; errors before are not its own
 * @param fuseGeneration generation of the fuse's definition
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells canary and stable apart
 * @param firstBadAt when the reading was made that first showed a bad canary request in the short
 *     window
 * @param decidedAt when this was found
 */
public record BurnAttribution(
        String slo,
        String objective,
        String breach,
        String tier,
        boolean fires,
        String longWindow,
        String shortWindow,
        String burnLimit,
        @Nullable Double longBurn,
        @Nullable Double shortBurn,
        Side canary,
        Side stable,
        Side whole,
        long unplacedBad,
        double expectedRatio,
        String rho,
        double excess,
        double canaryExcess,
        double canaryShare,
        double neededShare,
        double pValue,
        String alpha,
        boolean explained,
        String finds,
        Instant countedSince,
        long fuseGeneration,
        String canaryIdentity,
        String toldApartBy,
        Instant firstBadAt,
        Instant decidedAt) {
    /**
     * Requests that count.
     *
     * @param requests how many
     * @param bad bad ones among them
     */
    public record Side(long requests, long bad) {}
}
