package dev.meshfuse.fuse;

import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.DownEvidence;
import dev.meshfuse.event.FuseInput;
import org.jspecify.annotations.Nullable;

/**
 * What an event rests on; at most one of it is there.
 *
 * @param evidence the evidence against the canary
 * @param burn the budget that burns
 * @param budget the budget that is used up
 * @param down what shows that the canary had no pod which could answer
 * @param alert the alert that fires
 */
record Grounds(
        @Nullable CanaryEvidence evidence,
        @Nullable BurnAttribution burn,
        @Nullable BudgetEvidence budget,
        @Nullable DownEvidence down,
        @Nullable AlertEvidence alert) {
    private static final Grounds NONE = new Grounds(null, null, null, null, null);

    /** What an answer to an input rests on. */
    static Grounds of(FuseInput input) {
        return switch (input) {
            case FuseInput.CanaryBurns burns ->
                    new Grounds(burns.evidence(), null, null, null, null);
            case FuseInput.CanaryQuiet quiet -> NONE;
            case FuseInput.CanaryUnseen unseen -> NONE;
            case FuseInput.CanaryHolds holds ->
                    new Grounds(holds.evidence(), null, null, null, null);
            case FuseInput.CanaryReleased released -> NONE;
            case FuseInput.CanaryDown down -> new Grounds(null, null, null, down.evidence(), null);
            case FuseInput.CanaryFlows flows -> NONE;
            case FuseInput.TargetMoved moved -> NONE;
            case FuseInput.Commanded command -> NONE;
            case FuseInput.HoldStands stands -> NONE;
            case FuseInput.BudgetBurns burns ->
                    new Grounds(null, burns.attribution(), null, null, null);
            case FuseInput.BudgetSpent spent -> new Grounds(null, null, spent.budget(), null, null);
            case FuseInput.AlertFires fires -> new Grounds(null, null, null, null, fires.alert());
        };
    }
}
