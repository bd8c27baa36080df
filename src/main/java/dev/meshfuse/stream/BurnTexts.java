package dev.meshfuse.stream;

import dev.meshfuse.budget.Attribution;
import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.Explanation;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.budget.TrackCounts;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.sli.Counts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what a budget does while a canary is called into inputs of its fuse. */
final class BurnTexts {
    private BurnTexts() {}

    /**
     * A breach, and which part of it is the canary's.
     *
     * @param shown the block that was closed
     * @param watch the canary
     * @param breach identity of the breach
     * @param tier the tier that fires, or that its windows are taken from
     * @param attribution who explains it
     * @param both the sides in its short window
     */
    record Found(
            ServiceBurns.Shown shown,
            BurnWatch watch,
            String breach,
            TierState tier,
            Attribution attribution,
            TrackCounts.Both both,
            Instant now) {
        /** Only what fires now, and is seen, takes a canary out of traffic. */
        boolean explained() {
            return attribution.explains() && tier.isFiring() && unseen() == null;
        }

        /** Why too little is visible to blame anybody, or null. */
        private @Nullable String unseen() {
            return watch.isSeen(now)
                    ? shown.sight().tooLittle()
                    : "No proxy that reports calls of the service could be read lately.";
        }

        private String finds() {
            if (unseen() != null) {
                return "Unseen";
            }
            return tier.isFiring() ? attribution.finds().name() : "FiresNoMore";
        }

        private String reason() {
            String sentence =
                    attribution.sentence(
                            "that the budget burns", Durations.format(tier.shortWindow()));
            String unseen = unseen();
            if (unseen != null) {
                return "The budget burns, and too little is seen to say by whom: " + unseen;
            }
            return tier.isFiring()
                    ? sentence
                    : "The budget burnt, and its breach is not over yet. " + sentence;
        }
    }

    /** Identity of a breach for one fuse; a breach may concern several. */
    static String id(String breach, Fuse fuse) {
        return "budget/" + breach + "/" + fuse.id().name();
    }

    /** Identity of a time in which a budget is used up. */
    static String spentId(Slo slo, Fuse fuse, Instant now) {
        return "spent/" + slo.id().local() + "/" + fuse.id().name() + "@" + now;
    }

    /** What a fuse hears of a budget that burns. */
    static FuseInput.BudgetBurns burns(String id, Found found) {
        return new FuseInput.BudgetBurns(
                found.watch().fuse(), id, found.now(), found.reason(), attribution(found));
    }

    /** What it hears of a budget that is used up. */
    static FuseInput.BudgetSpent spent(
            String id,
            ServiceBurns.Shown one,
            Budget budget,
            List<TierState> tiers,
            ServiceBudgets.Look look) {
        Slo slo = one.slo();
        long excluded = look.counts().seenBy(slo).counts(slo.window()).excluded();
        String explanation = Explanation.of(slo, budget, excluded, look.seen().targetsRead());
        return new FuseInput.BudgetSpent(
                one.fuse().id(),
                id,
                look.now(),
                "The budget of %s is used up: %d of %d requests were bad in the last %s. %s."
                        .formatted(
                                slo.id().local(),
                                budget.bad(),
                                budget.requests(),
                                Durations.format(slo.window()),
                                Explanation.remaining(budget)),
                one.split().canaryIdentity(),
                Breaches.evidence(slo, budget, tiers, explanation, look));
    }

    /** Why a hold for a used-up budget ends. */
    static String back(Slo slo, Budget budget) {
        return "The budget of %s is back. %s."
                .formatted(slo.id().local(), Explanation.remaining(budget));
    }

    private static BurnAttribution attribution(Found found) {
        Attribution numbers = found.attribution();
        TierState tier = found.tier();
        Fuse fuse = found.shown().fuse();
        Slo slo = found.shown().slo();
        Instant firstBadAt = found.both().firstBadAt();
        return new BurnAttribution(
                slo.id().local(),
                slo.objective().toString(),
                found.breach(),
                tier.tier(),
                tier.isFiring(),
                tier.longWindow().toString(),
                tier.shortWindow().toString(),
                tier.burnLimit(),
                tier.longBurn(),
                tier.shortBurn(),
                side(numbers.canary()),
                side(numbers.stable()),
                side(numbers.whole()),
                numbers.unplacedBad(),
                numbers.expectedRatio(),
                fuse.policy().rho().toPlainString(),
                numbers.excess(),
                numbers.canaryExcess(),
                numbers.share(),
                Attribution.EXPLAINS,
                numbers.pValue(),
                slo.alerting().alpha().toPlainString(),
                found.explained(),
                found.finds(),
                found.watch().since(),
                fuse.generation(),
                found.watch().canaryIdentity(),
                found.watch().toldApartBy(),
                firstBadAt == null ? found.now() : firstBadAt,
                found.now());
    }

    static BurnAttribution.Side side(Counts counts) {
        return new BurnAttribution.Side(counts.total(), counts.bad());
    }
}
