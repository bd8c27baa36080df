package dev.meshfuse.budget;

import dev.meshfuse.definition.Severity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a tier finds at one moment.
 *
 * @param tier its name
 * @param severity how urgent it is
 * @param longWindow its long window
 * @param shortWindow its short window
 * @param burnLimit the burn rate that must be exceeded over both
 * @param longBurn burn rate over the long window, scaled by the share of it that was read; null
 *     without requests
 * @param shortBurn the same over the short window
 * @param requests requests that count in the long window: n of the test
 * @param bad bad ones among them: k of the test
 * @param pValue how probable so many bad ones are, or more, if the budget burns at the limit
 *     exactly; 1 while the burn rates are not exceeded, when nothing is tested
 * @param finds what follows
 */
public record TierState(
        String tier,
        Severity severity,
        Duration longWindow,
        Duration shortWindow,
        String burnLimit,
        @Nullable Double longBurn,
        @Nullable Double shortBurn,
        long requests,
        long bad,
        double pValue,
        Finds finds) {
    /** What follows from the numbers. */
    public enum Finds {
        /** The budget does not burn faster than the limit, as far as is known. */
        Calm,
        /** It seems to, but so few bad requests may be chance. */
        TooFew,
        /**
         * It did, and whether it still does is not known: the service could not be read in most of
         * the short window.
         */
        Unread,
        /** It does. */
        Firing
    }

    /** Whether the budget burns faster than the limit. */
    public boolean isFiring() {
        return finds == Finds.Firing;
    }

    /** Whether a breach that is open goes on by it: what cannot be read has not ended. */
    boolean keepsOpen() {
        return isFiring() || finds == Finds.Unread;
    }
}
