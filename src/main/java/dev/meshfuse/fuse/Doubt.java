package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseInput;
import java.time.Instant;

/**
 * A reason not to give a canary more traffic, whatever has brought it up.
 *
 * @param episode the time of doubt
 * @param at when it was found
 * @param reason one sentence for people
 * @param canaryIdentity what the canary ran then
 */
record Doubt(String episode, Instant at, String reason, String canaryIdentity) {
    /** The evidence makes it doubtful. */
    static Doubt of(FuseInput.CanaryHolds holds) {
        return new Doubt(
                holds.episode(), holds.at(), holds.reason(), holds.evidence().canaryIdentity());
    }

    /** A budget burns, and the canary does not explain it. */
    static Doubt of(FuseInput.BudgetBurns burns) {
        return new Doubt(
                burns.episode(), burns.at(), burns.reason(), burns.attribution().canaryIdentity());
    }

    /** A budget is used up. */
    static Doubt of(FuseInput.BudgetSpent spent) {
        return new Doubt(spent.episode(), spent.at(), spent.reason(), spent.canaryIdentity());
    }

    /** An alert fires, and the canary does not explain the errors. */
    static Doubt of(FuseInput.AlertFires fires) {
        return new Doubt(
                fires.episode(),
                fires.at(),
                fires.reason(),
                fires.alert().errors().canaryIdentity());
    }

    /** Somebody has told the fuse to hold it, whichever canary it is. */
    static Doubt of(FuseInput.HoldStands stands) {
        return new Doubt(
                stands.episode(), stands.at(), "A command holds it until it is reset.", "");
    }
}
