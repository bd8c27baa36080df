package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The breach of one objective, whatever notices it: a tier, or evidence against a canary.
 *
 * <pre>
 *            something fires          more urgent fires
 *   calm ───────────────────▶ open ───────────────────▶ open, escalated
 *     ▲                        │                              │
 *     └────────────────────────┴──────────────────────────────┘
 *        nothing as urgent has fired for as long as its short window
 * </pre>
 *
 * <p>A tier that flickers around its limit keeps the episode open. What fires less urgently does
 * not: a page ends although a ticket's long windows still remember its cause. Such a ticket is
 * opened only where its short window holds nothing of the time of the page.
 *
 * @param slo the objective
 * @param episode the breach that is open, or null
 * @param after the last one, as long as less urgent tiers may remember it, or null
 */
public record BreachWatch(ResourceId slo, @Nullable Episode episode, @Nullable After after) {
    /**
     * A breach that is over.
     *
     * @param severity how urgent it was
     * @param firedUntil when it last fired
     */
    public record After(Severity severity, Instant firedUntil) {
        public After {
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(firedUntil, "firedUntil");
        }
    }

    /**
     * Something that fires.
     *
     * @param name name of the tier, or of the fuse whose canary burns
     * @param severity how urgent it is
     * @param calm for how long it must not fire until the breach is over; for a tier its short
     *     window
     * @param episode identity that a breach gets which it opens; null for a new one
     */
    public record Cause(String name, Severity severity, Duration calm, @Nullable String episode) {
        /** A tier. */
        static Cause of(TierState tier) {
            return new Cause(tier.tier(), tier.severity(), tier.shortWindow(), null);
        }
    }

    /** What has happened. */
    public enum Change {
        OPENED,
        ESCALATED,
        RECOVERED
    }

    /**
     * What an evaluation changed.
     *
     * @param next the watch from now on
     * @param change what has happened, or null
     * @param episode the breach it happened to, or null
     */
    public record Step(BreachWatch next, @Nullable Change change, @Nullable Episode episode) {}

    public BreachWatch {
        Objects.requireNonNull(slo, "slo");
    }

    /** A watch of an objective that has no breach. */
    public static BreachWatch of(ResourceId slo) {
        return new BreachWatch(slo, null, null);
    }

    /** Whether it knows nothing that must be kept. */
    public boolean isBlank() {
        return episode == null && after == null;
    }

    /**
     * Takes in what was found.
     *
     * @param tiers what each tier finds
     * @param others what else fires
     */
    public Step step(List<TierState> tiers, List<Cause> others, Instant now) {
        return episode == null
                ? whileCalm(tiers, others, now)
                : whileOpen(episode, tiers, others, now);
    }

    /** The objective is not defined any more, and so has no breach. */
    public Step end() {
        return new Step(
                of(slo),
                episode == null ? null : Change.RECOVERED,
                episode == null ? null : episode.saidAgain());
    }

    private Step whileCalm(List<TierState> tiers, List<Cause> others, Instant now) {
        Optional<Cause> worst =
                worst(tiers.stream().filter(tier -> !remembers(tier, now)).toList(), others);
        if (worst.isEmpty()) {
            boolean over = after != null && tiers.stream().noneMatch(tier -> remembers(tier, now));
            return new Step(over ? of(slo) : this, null, null);
        }
        Cause cause = worst.get();
        String id = cause.episode() == null ? slo.local() + "@" + now : cause.episode();
        Episode opened =
                new Episode(
                        id, 1, cause.severity(), now, cause.name(), now, now.plus(cause.calm()));
        return new Step(new BreachWatch(slo, opened, null), Change.OPENED, opened);
    }

    /** Whether a tier fires because of the breach that is over. */
    private boolean remembers(TierState tier, Instant now) {
        return after != null
                && tier.severity().compareTo(after.severity()) < 0
                && now.isBefore(after.firedUntil().plus(tier.shortWindow()));
    }

    private Step whileOpen(Episode open, List<TierState> tiers, List<Cause> others, Instant now) {
        Optional<Cause> worst = worst(tiers, others);
        if (worst.isPresent() && worst.get().severity().compareTo(open.severity()) > 0) {
            Cause cause = worst.get();
            Episode next = open.escalated(cause, now);
            return new Step(new BreachWatch(slo, next, null), Change.ESCALATED, next);
        }
        Episode lasting = open;
        for (TierState tier : tiers) {
            if (tier.keepsOpen() && tier.severity() == open.severity()) {
                lasting = lasting.firing(now, tier.shortWindow());
            }
        }
        for (Cause other : others) {
            lasting = lasting.firing(now, other.calm());
        }
        if (lasting.equals(open) && !now.isBefore(open.lastsUntil())) {
            After ended = new After(open.severity(), open.firedAt());
            return new Step(new BreachWatch(slo, null, ended), Change.RECOVERED, open.saidAgain());
        }
        return new Step(new BreachWatch(slo, lasting, null), null, null);
    }

    private static Optional<Cause> worst(List<TierState> tiers, List<Cause> others) {
        return Stream.concat(
                        tiers.stream().filter(TierState::isFiring).map(Cause::of), others.stream())
                .max(Comparator.comparing(Cause::severity));
    }
}
