package dev.meshfuse.fuse;

import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import java.time.Instant;
import java.util.Locale;

/**
 * A canary that is to blame, whatever has shown it.
 *
 * @param episode the breach it answers
 * @param at when it was found
 * @param canaryIdentity what the canary ran then
 * @param firstBadAt first reading with a bad canary request
 * @param decidedAt when it was shown
 * @param grounds what has shown it, for people, without a full stop
 */
record Blame(
        String episode,
        Instant at,
        String canaryIdentity,
        Instant firstBadAt,
        Instant decidedAt,
        String grounds) {
    /** By the running evidence. */
    static Blame of(FuseInput.CanaryBurns burns) {
        CanaryEvidence evidence = burns.evidence();
        return new Blame(
                burns.episode(),
                burns.at(),
                evidence.canaryIdentity(),
                evidence.firstBadAt(),
                evidence.decidedAt(),
                grounds(evidence));
    }

    /** By its share of what a budget burns by. */
    static Blame of(FuseInput.BudgetBurns burns) {
        BurnAttribution burn = burns.attribution();
        return new Blame(
                burns.episode(),
                burns.at(),
                burn.canaryIdentity(),
                burn.firstBadAt(),
                burn.decidedAt(),
                grounds(burn));
    }

    /** By its share of the errors while an alert fires. */
    static Blame of(FuseInput.AlertFires fires) {
        AlertEvidence.Errors errors = fires.alert().errors();
        return new Blame(
                fires.episode(),
                fires.at(),
                errors.canaryIdentity(),
                errors.firstBadAt(),
                errors.decidedAt(),
                grounds(fires.alert()));
    }

    /** By having no pod that could answer. */
    static Blame of(FuseInput.CanaryDown down) {
        return new Blame(
                down.episode(),
                down.at(),
                down.canaryIdentity(),
                down.evidence().since(),
                down.at(),
                down.evidence().reason().replaceFirst("\\.$", ""));
    }

    /** What is done about it. */
    String sentence(String verb, TargetView.Splitting target) {
        return "%s the canary out of %s: %s.".formatted(verb, target.name(), grounds);
    }

    private static String grounds(CanaryEvidence evidence) {
        long requests =
                evidence.blocks().stream().mapToLong(CanaryEvidence.Block::canaryRequests).sum();
        long bad = evidence.blocks().stream().mapToLong(CanaryEvidence.Block::canaryBad).sum();
        return String.format(
                Locale.ROOT,
                "%d of its last %d requests were bad, evidence %.1f of %.1f nats that it is above %.4g%%, %s times"
                        + " what %s allows",
                bad,
                requests,
                evidence.canaryNats(),
                evidence.thresholdNats(),
                evidence.limitRatio() * 100,
                evidence.burnLimit(),
                evidence.objective());
    }

    private static String grounds(AlertEvidence alert) {
        AlertEvidence.Errors errors = alert.errors();
        return String.format(
                Locale.ROOT,
                "the alert %s fires, and %.0f%% of the excess errors of %s are the canary's: %d of its %d requests"
                        + " were bad, and %d of stable's %d",
                alert.name(),
                Math.floor(errors.canaryShare() * 100),
                errors.slo(),
                errors.canary().bad(),
                errors.canary().requests(),
                errors.stable().bad(),
                errors.stable().requests());
    }

    private static String grounds(BurnAttribution burn) {
        return String.format(
                Locale.ROOT,
                "the budget of %s burns (%s), and %.0f%% of the excess errors are the canary's: %d of its %d requests"
                        + " were bad, and %d of stable's %d",
                burn.slo(),
                burn.tier(),
                Math.floor(burn.canaryShare() * 100),
                burn.canary().bad(),
                burn.canary().requests(),
                burn.stable().bad(),
                burn.stable().requests());
    }
}
