package dev.meshfuse.verdict;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The running evidence against one canary under one objective. Immutable; each block makes the
 * next.
 *
 * <p>It belongs to one definition and one canary: with another of either, begin a new one.
 *
 * <pre>
 *              evidence passes h                 the canary gets no requests
 *   watching ──────────────────────▶ episode ─────────────────────────────────────▶ watching, from zero
 *       ▲                               │
 *       └───── evidence below h/2 ──────┘
 * </pre>
 *
 * @param fuse the fuse
 * @param slo the objective
 * @param fuseGeneration generation of the fuse's definition
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param canary test of the canary
 * @param stable the same test of stable: what both show is not the canary's doing
 * @param traffic how often the canary is called
 * @param blocks the latest blocks, oldest first
 * @param firstBadAt first reading with a bad canary request since the evidence was last zero, or
 *     null
 * @param lastCanaryAt latest reading with a canary request, or null
 * @param episode the breach that is open, or null
 * @param blindness why too little is visible to judge, or null
 */
public record CanaryWatch(
        ResourceId fuse,
        ResourceId slo,
        long fuseGeneration,
        String canaryIdentity,
        String toldApartBy,
        AbsoluteTest canary,
        AbsoluteTest stable,
        CanaryTraffic traffic,
        List<Block> blocks,
        @Nullable Instant firstBadAt,
        @Nullable Instant lastCanaryAt,
        @Nullable Episode episode,
        @Nullable Blindness blindness) {
    /** Blocks shown with a decision. */
    static final int BLOCKS_KEPT = 12;

    /** Blocks in which nobody who calls was read that make it blind; chosen. */
    static final int BLIND_BLOCKS = 3;

    /**
     * While a canary burns it is said again this often, so that an action that failed is tried
     * again.
     */
    static final Duration REPEAT = Duration.ofSeconds(5);

    /**
     * Stable is taken as burning at this share of the threshold: when in doubt the canary is not
     * blamed.
     */
    static final double STABLE_SHARE = 0.5;

    /**
     * Blindness that lasts this long is said. A new version of the callers, or of this program, is
     * read again before.
     */
    static final Duration BLINDNESS_SAID_AFTER = Duration.ofSeconds(30);

    /**
     * A time in which too little is visible to judge.
     *
     * @param reason one sentence for people
     * @param since when it began
     * @param said whether others have heard of it
     */
    public record Blindness(String reason, Instant since, boolean said) {}

    /**
     * A breach.
     *
     * @param id its identity
     * @param openedAt when the evidence passed the threshold
     * @param saidAt when it was last said
     */
    public record Episode(String id, Instant openedAt, Instant saidAt) {}

    /**
     * What a block changed.
     *
     * @param next the watch from now on
     * @param findings what others must hear of; they belong to {@code subject}
     * @param subject the watch the findings speak of: with its evidence and episode still in place
     */
    public record Step(CanaryWatch next, List<Finding> findings, CanaryWatch subject) {}

    public CanaryWatch {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(slo, "slo");
        Objects.requireNonNull(canaryIdentity, "canaryIdentity");
        Objects.requireNonNull(toldApartBy, "toldApartBy");
        Objects.requireNonNull(canary, "canary");
        Objects.requireNonNull(stable, "stable");
        Objects.requireNonNull(traffic, "traffic");
        blocks = List.copyOf(blocks);
    }

    /** A watch that has seen nothing. */
    public static CanaryWatch begin(Fuse fuse, Slo slo, Split.Resolved split, Duration block) {
        AbsoluteTest fresh = AbsoluteTest.start(slo.objective(), fuse.policy(), block);
        return new CanaryWatch(
                fuse.id(),
                slo.id(),
                fuse.generation(),
                split.canaryIdentity(),
                split.rule().describe(),
                fresh,
                fresh,
                CanaryTraffic.NONE,
                List.of(),
                null,
                null,
                null,
                null);
    }

    /** Whether this watch is of that canary under those definitions. */
    public boolean isOf(CanaryWatch fresh) {
        return fuseGeneration == fresh.fuseGeneration
                && canaryIdentity.equals(fresh.canaryIdentity)
                && toldApartBy.equals(fresh.toldApartBy)
                && canary.limitRatio() == fresh.canary.limitRatio()
                && canary.threshold() == fresh.canary.threshold();
    }

    /**
     * Takes in one more block. A block without canary requests is no evidence either way. While too
     * little is visible, evidence is kept and nothing is found: neither that the canary burns nor
     * that its traffic has gone.
     *
     * @param unseen why too little is visible, one sentence, or null
     */
    public Step close(Block block, @Nullable String unseen) {
        CanaryWatch seen = see(block, unseen);
        return seen.blindness == null
                ? seen.judge(block)
                : seen.whileBlind(seen.blindness, block.closedAt());
    }

    private Step judge(Block block) {
        Episode open = episode;
        if (open == null) {
            return canary.fires() ? open(block.closedAt()) : new Step(this, List.of(), this);
        }
        if (traffic.isQuiet()) {
            List<Finding> findings =
                    List.of(
                            new Finding.Quiet(),
                            new Finding.Recovered("the canary gets no requests any more"));
            return new Step(afresh(), findings, this);
        }
        if (canary.evidence() < canary.threshold() / 2) {
            List<Finding> findings =
                    List.of(
                            new Finding.Recovered(
                                    "the evidence has fallen below half its threshold"));
            return new Step(with((Episode) null), findings, this);
        }
        boolean stillBurns = canary.fires() && block.canary().total() > 0;
        if (stillBurns && !block.closedAt().isBefore(open.saidAt().plus(REPEAT))) {
            CanaryWatch said = with(new Episode(open.id(), open.openedAt(), block.closedAt()));
            return new Step(said, List.of(new Finding.Burns(false, stableBurns())), said);
        }
        return new Step(this, List.of(), this);
    }

    private Step whileBlind(Blindness blindness, Instant now) {
        if (blindness.said() || now.isBefore(blindness.since().plus(BLINDNESS_SAID_AFTER))) {
            return new Step(this, List.of(), this);
        }
        Finding unseen = new Finding.Unseen(blindness.reason(), blindness.since());
        CanaryWatch said = with(new Blindness(blindness.reason(), blindness.since(), true));
        return new Step(said, List.of(unseen), said);
    }

    /** What can be said of the canary now. */
    public Verdict verdict() {
        if (blindness != null) {
            return new Verdict.Blind(blindness.reason());
        }
        if (canary.fires()) {
            return new Verdict.Burning(stableBurns());
        }
        return lastCanaryAt == null || traffic.isQuiet()
                ? new Verdict.Insufficient()
                : new Verdict.Healthy();
    }

    /** Whether stable shows the same trouble. */
    public boolean stableBurns() {
        return stable.evidence() >= stable.threshold() * STABLE_SHARE;
    }

    private CanaryWatch see(Block block, @Nullable String unseen) {
        AbsoluteTest canaryNext =
                block.canary().total() == 0
                        ? canary
                        : canary.step(block.canary().total(), block.canary().bad());
        AbsoluteTest stableNext =
                block.stable().total() == 0
                        ? stable
                        : stable.step(block.stable().total(), block.stable().bad());
        List<Block> kept = new ArrayList<>(blocks);
        kept.add(block);
        Instant first =
                canary.evidence() > 0 && firstBadAt != null ? firstBadAt : block.firstBadAt();
        return new CanaryWatch(
                fuse,
                slo,
                fuseGeneration,
                canaryIdentity,
                toldApartBy,
                canaryNext,
                stableNext,
                traffic.after(block),
                kept.subList(Math.max(0, kept.size() - BLOCKS_KEPT), kept.size()),
                first,
                block.lastCanaryAt() == null ? lastCanaryAt : block.lastCanaryAt(),
                episode,
                blindness(kept, unseen));
    }

    private @Nullable Blindness blindness(List<Block> closed, @Nullable String unseen) {
        List<Block> latest =
                closed.subList(Math.max(0, closed.size() - BLIND_BLOCKS), closed.size());
        String reason =
                latest.stream().noneMatch(Block::callersRead)
                        ? "No proxy that reports calls of the service could be read lately."
                        : unseen;
        if (reason == null) {
            return null;
        }
        return blindness == null
                ? new Blindness(reason, latest.getLast().closedAt(), false)
                : new Blindness(reason, blindness.since(), blindness.said());
    }

    private Step open(Instant now) {
        CanaryWatch opened =
                with(new Episode(slo.local() + "/" + fuse.name() + "@" + now, now, now));
        return new Step(opened, List.of(new Finding.Burns(true, stableBurns())), opened);
    }

    /** The evidence was acted on; what comes next must be shown anew. */
    private CanaryWatch afresh() {
        return copy(canary.fromZero(), null, null, blindness);
    }

    private CanaryWatch with(@Nullable Episode other) {
        return copy(canary, firstBadAt, other, blindness);
    }

    private CanaryWatch with(Blindness other) {
        return copy(canary, firstBadAt, episode, other);
    }

    private CanaryWatch copy(
            AbsoluteTest otherCanary,
            @Nullable Instant otherFirstBadAt,
            @Nullable Episode otherEpisode,
            @Nullable Blindness otherBlindness) {
        return new CanaryWatch(
                fuse,
                slo,
                fuseGeneration,
                canaryIdentity,
                toldApartBy,
                otherCanary,
                stable,
                traffic,
                blocks,
                otherFirstBadAt,
                lastCanaryAt,
                otherEpisode,
                otherBlindness);
    }
}
