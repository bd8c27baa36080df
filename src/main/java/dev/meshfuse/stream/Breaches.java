package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.Episode;
import dev.meshfuse.budget.Explanation;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.BudgetEvidence;
import dev.meshfuse.event.SloEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts what happens to a breach into events. */
final class Breaches {
    private Breaches() {}

    /** What others hear of a change. */
    static SloEvent event(
            Slo slo,
            BreachWatch.Change change,
            Episode episode,
            SloState state,
            ServiceBudgets.Look look,
            List<ServiceCanaries.Burning> burning) {
        Optional<ServiceCanaries.Burning> canary =
                burning.stream()
                        .filter(one -> one.cause().name().equals(episode.cause()))
                        .findFirst();
        boolean ends = change == BreachWatch.Change.RECOVERED;
        return new SloEvent(
                typeOf(change),
                slo.id(),
                slo.service(),
                episode.id(),
                episode.sequence(),
                look.now(),
                episode.severity().word(),
                episode.cause(),
                canary.map(one -> one.fuse().local()).orElse(null),
                ends
                        ? over(slo.id(), reason(slo, episode, look), state.budget())
                        : summary(slo, episode, state, canary),
                evidence(slo, state.budget(), state.tiers(), state.explanation(), look),
                ends ? null : canary.map(ServiceCanaries.Burning::evidence).orElse(null));
    }

    /** An objective that was deleted has no breach. */
    static SloEvent ofDeleted(ResourceId slo, ResourceId service, Episode episode, Instant now) {
        return new SloEvent(
                SloEvent.Type.RECOVERED,
                slo,
                service,
                episode.id(),
                episode.sequence(),
                now,
                episode.severity().word(),
                episode.cause(),
                null,
                over(slo, "the objective was deleted", null),
                null,
                null);
    }

    private static SloEvent.Type typeOf(BreachWatch.Change change) {
        return switch (change) {
            case OPENED -> SloEvent.Type.BREACHED;
            case ESCALATED -> SloEvent.Type.ESCALATED;
            case RECOVERED -> SloEvent.Type.RECOVERED;
        };
    }

    private static String summary(
            Slo slo, Episode episode, SloState state, Optional<ServiceCanaries.Burning> canary) {
        if (canary.isPresent()) {
            return Findings.summary(slo, canary.get().evidence());
        }
        return state.tiers().stream()
                .filter(tier -> tier.tier().equals(episode.cause()))
                .findFirst()
                .map(tier -> Explanation.of(slo, tier, state.budget()))
                .orElse(state.explanation());
    }

    private static String reason(Slo slo, Episode episode, ServiceBudgets.Look look) {
        String ofCanary = look.canaries().ended().get(slo.id());
        return ofCanary != null
                ? ofCanary
                : "nothing as urgent has fired since %s".formatted(episode.firedAt());
    }

    private static String over(ResourceId slo, String reason, @Nullable Budget budget) {
        return "The breach of %s is over: %s.%s"
                .formatted(
                        slo.local(),
                        reason,
                        budget == null ? "" : " " + Explanation.remaining(budget) + ".");
    }

    /** A budget and how fast it burns, for others. */
    static BudgetEvidence evidence(
            Slo slo,
            Budget budget,
            List<TierState> tiers,
            String explanation,
            ServiceBudgets.Look look) {
        return new BudgetEvidence(
                slo.objective().toString(),
                budget.window().toString(),
                budget.read().toString(),
                budget.requests(),
                budget.bad(),
                budget.allowedBad(),
                budget.remainingRatio(),
                budget.exhausts() == null ? null : budget.exhausts().in().toString(),
                tiers.stream().map(Breaches::tier).toList(),
                slo.alerting().alpha(),
                look.seen().targetsRead(),
                look.seen().targetsSilent(),
                slo.generation(),
                explanation);
    }

    private static BudgetEvidence.Tier tier(TierState tier) {
        return new BudgetEvidence.Tier(
                tier.tier(),
                tier.severity().name().toLowerCase(Locale.ROOT),
                tier.longWindow().toString(),
                tier.shortWindow().toString(),
                tier.burnLimit(),
                tier.longBurn(),
                tier.shortBurn(),
                tier.requests(),
                tier.bad(),
                tier.pValue(),
                tier.finds().name());
    }
}
