package dev.meshfuse.fuse;

import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import org.jspecify.annotations.Nullable;

/**
 * What an event rests on; at most one of it is there.
 *
 * @param evidence the evidence against the canary
 * @param burn the budget that burns
 * @param budget the budget that is used up
 */
record Grounds(
        @Nullable CanaryEvidence evidence,
        @Nullable BurnAttribution burn,
        @Nullable BudgetEvidence budget) {
    private static final Grounds NONE = new Grounds(null, null, null);

    /** What an answer to an input rests on. */
    static Grounds of(FuseInput input) {
        return switch (input) {
            case FuseInput.CanaryBurns burns -> new Grounds(burns.evidence(), null, null);
            case FuseInput.CanaryQuiet quiet -> NONE;
            case FuseInput.CanaryUnseen unseen -> NONE;
            case FuseInput.CanaryHolds holds -> new Grounds(holds.evidence(), null, null);
            case FuseInput.CanaryReleased released -> NONE;
            case FuseInput.Commanded command -> NONE;
            case FuseInput.HoldStands stands -> NONE;
            case FuseInput.BudgetBurns burns -> new Grounds(null, burns.attribution(), null);
            case FuseInput.BudgetSpent spent -> new Grounds(null, null, spent.budget());
        };
    }
}
