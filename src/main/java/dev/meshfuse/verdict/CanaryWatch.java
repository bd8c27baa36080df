package dev.meshfuse.verdict;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Indicator;
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
 * <p>It belongs to one definition and one canary: with another of either, begin a new one, which
 * knows of stable what this one does.
 *
 * <p>Two things are told of a canary, each with its beginning and its end.
 *
 * <pre>
 *              B passes h, or users are hurt and it is not known by whom
 *   watching ───────────────────────────────────────────────────────────▶ held
 *       ▲                                                                   │
 *       └── B below h/2 (and A, if users were hurt); or no requests ────────┘
 *
 *              A and all copies of B pass h: it burns; or users are hurt otherwise
 *   watching ───────────────────────────────────────────────────────────▶ episode
 *       ▲                                                                   │
 *       └── A below h/2; or the canary gets no requests: from zero ─────────┘
 * </pre>
 *
 * <p>Who is held must get no more traffic. An episode is a breach of the objective. Only a canary
 * that burns is to blame, and is taken out of traffic.
 *
 * @param fuse the fuse
 * @param slo the objective
 * @param fuseGeneration generation of the fuse's definition
 * @param measured what is counted as bad
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param tests the evidence against the canary
 * @param stable test A of stable: what both show is not the canary's doing
 * @param gathering blocks of a tick that has not ended
 * @param tickBlocks blocks that make a tick, see {@link Gathering}
 * @param traffic how often the canary is called
 * @param blocks the latest blocks, oldest first
 * @param rise since when the evidence rises
 * @param lastCanaryAt latest reading with a canary request, or null
 * @param hurtSince since when users are hurt and the canary is not shown to be worse than stable,
 *     or null
 * @param hold why the canary is to get no more traffic, or null
 * @param episode the breach that is open, or null
 * @param blindness why too little is visible to judge, or null
 */
public record CanaryWatch(
        ResourceId fuse,
        ResourceId slo,
        long fuseGeneration,
        String measured,
        String canaryIdentity,
        String toldApartBy,
        CanaryTests tests,
        AbsoluteTest stable,
        OpenBlock gathering,
        int tickBlocks,
        CanaryTraffic traffic,
        List<Block> blocks,
        Rise rise,
        @Nullable Instant lastCanaryAt,
        @Nullable Instant hurtSince,
        @Nullable Hold hold,
        @Nullable Episode episode,
        @Nullable Blindness blindness) {
    /** Blocks shown with a decision. */
    static final int BLOCKS_KEPT = 12;

    /** Blocks in which nobody who calls was read that make it blind; chosen. */
    static final int BLIND_BLOCKS = 3;

    /**
     * While a canary burns or is held it is said again this often, so that an action that failed is
     * tried again.
     */
    static final Duration REPEAT = Duration.ofSeconds(5);

    /**
     * Stable is taken as burning at this share of the threshold: when in doubt the canary is not
     * blamed.
     */
    static final double STABLE_SHARE = 0.5;

    /**
     * Test A may be some blocks faster than B. Only if B has not followed by then is it said that
     * users are hurt and nobody knows by whom; chosen.
     */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Blindness that lasts this long is said. A new version of the callers, or of this program, is
     * read again before.
     */
    static final Duration BLINDNESS_SAID_AFTER = Duration.ofSeconds(30);

    /** Envoy merges its histograms every 5 s: what is faster sees most of them as zero. */
    private static final Duration FLUSH = Duration.ofSeconds(5);

    /**
     * A time in which too little is visible to judge.
     *
     * @param reason one sentence for people
     * @param since when it began
     * @param said whether others have heard of it
     */
    public record Blindness(String reason, Instant since, boolean said) {}

    /**
     * A time in which the canary must get no more traffic.
     *
     * @param id its identity
     * @param hurt whether it rests on users being hurt
     * @param reason one sentence for people
     * @param saidAt when it was last said
     */
    public record Hold(String id, boolean hurt, String reason, Instant saidAt) {}

    /**
     * A breach.
     *
     * @param id its identity
     * @param openedAt when the evidence passed the threshold
     * @param burnsSaidAt when it was last said that the canary burns, or null if it was not
     */
    public record Episode(String id, Instant openedAt, @Nullable Instant burnsSaidAt) {}

    /**
     * What a block changed.
     *
     * @param next the watch from now on
     * @param findings what others must hear of; they belong to {@code subject}
     * @param subject the watch the findings speak of: with its evidence, hold and episode still in
     *     place
     */
    public record Step(CanaryWatch next, List<Finding> findings, CanaryWatch subject) {}

    public CanaryWatch {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(slo, "slo");
        Objects.requireNonNull(canaryIdentity, "canaryIdentity");
        Objects.requireNonNull(toldApartBy, "toldApartBy");
        Objects.requireNonNull(tests, "tests");
        Objects.requireNonNull(stable, "stable");
        Objects.requireNonNull(gathering, "gathering");
        Objects.requireNonNull(traffic, "traffic");
        blocks = List.copyOf(blocks);
        Objects.requireNonNull(rise, "rise");
    }

    /** A watch that has seen nothing. */
    public static CanaryWatch begin(Fuse fuse, Slo slo, Split.Resolved split, Duration block) {
        Duration least =
                switch (slo.indicator()) {
                    case Indicator.Availability availability -> block;
                    case Indicator.Latency latency -> FLUSH;
                };
        int tickBlocks = (int) Math.max(1, Math.ceilDiv(least.toMillis(), block.toMillis()));
        TestSettings settings =
                TestSettings.of(slo.objective(), fuse.policy(), block.multipliedBy(tickBlocks));
        return new CanaryWatch(
                fuse.id(),
                slo.id(),
                fuse.generation(),
                slo.indicator().describe() + ", " + slo.counting(),
                split.canaryIdentity(),
                split.rule().describe(),
                CanaryTests.start(settings, StableShown.NOTHING),
                AbsoluteTest.start(settings),
                OpenBlock.EMPTY,
                tickBlocks,
                CanaryTraffic.NONE,
                List.of(),
                Rise.NONE,
                null,
                null,
                null,
                null,
                null);
    }

    /** Whether this watch is of that canary under those definitions. */
    public boolean isOf(CanaryWatch fresh) {
        return fuseGeneration == fresh.fuseGeneration
                && measured.equals(fresh.measured)
                && canaryIdentity.equals(fresh.canaryIdentity)
                && toldApartBy.equals(fresh.toldApartBy)
                && tests.settings().equals(fresh.tests.settings());
    }

    /** This fresh watch, with what another knows of stable, if it measured the same. */
    public CanaryWatch knowing(CanaryWatch other) {
        boolean same =
                measured.equals(other.measured)
                        && tests.settings().tickSeconds() == other.tests.settings().tickSeconds();
        return same
                ? change().tests(CanaryTests.start(tests.settings(), other.tests.stable())).made()
                : this;
    }

    /**
     * Takes in one more block. A block without canary requests is no evidence either way. While too
     * little is visible, evidence is kept and nothing is found: neither that the canary burns nor
     * that its traffic has gone.
     *
     * @param tick what the block adds to the evidence
     * @param unseen why too little is visible, one sentence, or null
     */
    public Step close(Block block, Tick tick, @Nullable String unseen) {
        CanaryWatch seen = see(block, tick, unseen);
        return seen.blindness == null
                ? seen.judge(block)
                : seen.whileBlind(seen.blindness, block.closedAt());
    }

    /** What can be said of the canary now. */
    public Verdict verdict() {
        if (blindness != null) {
            return new Verdict.Blind(blindness.reason());
        }
        if (tests.convicts()) {
            return new Verdict.Burning(false);
        }
        if (tests.isWorse()) {
            return new Verdict.Worse();
        }
        if (tests.usersHurt()) {
            return new Verdict.Burning(stableBurns());
        }
        return lastCanaryAt == null || traffic.isQuiet() || !tests.stable().suffices()
                ? new Verdict.Insufficient()
                : new Verdict.Healthy();
    }

    /** Whether callers send no requests to the canary, as far as they can be seen. */
    public boolean isSilent() {
        return traffic.isSilent();
    }

    /** Whether stable shows the same trouble. */
    public boolean stableBurns() {
        return stable.evidence() >= stable.threshold() * STABLE_SHARE;
    }

    /** Whether users have been hurt for a while, and not by what only the canary does. */
    boolean isHurtByUnknown(Instant now) {
        return hurtSince != null && (stableBurns() || !now.isBefore(hurtSince.plus(PATIENCE)));
    }

    private Step judge(Block block) {
        boolean open = hold != null || episode != null;
        if (open && traffic.isQuiet()) {
            return quiet();
        }
        Instant now = block.closedAt();
        boolean called = block.canary().total() > 0;
        List<Finding> findings = new ArrayList<>();
        CanaryWatch held = Holding.judge(this, now, called, findings);
        CanaryWatch judged = held.judgeEpisode(now, called, findings);
        return new Step(judged, findings, judged.hold == null ? judged.with(hold) : judged);
    }

    private CanaryWatch judgeEpisode(Instant now, boolean called, List<Finding> findings) {
        boolean burns = tests.convicts();
        if (episode == null) {
            if (!burns && !isHurtByUnknown(now)) {
                return this;
            }
            if (burns) {
                findings.add(new Finding.Burns(true));
            }
            String id = slo.local() + "/" + fuse.name() + "@" + now;
            return with(new Episode(id, now, burns ? now : null));
        }
        if (!tests.staysHurt()) {
            findings.add(new Finding.Recovered("the evidence has fallen below half its threshold"));
            return with((Episode) null);
        }
        Instant said = episode.burnsSaidAt();
        if (burns && called && (said == null || !now.isBefore(said.plus(REPEAT)))) {
            findings.add(new Finding.Burns(said == null));
            return with(new Episode(episode.id(), episode.openedAt(), now));
        }
        return this;
    }

    /** What comes next must be shown anew. */
    private Step quiet() {
        String reason = "the canary gets no requests any more";
        List<Finding> findings = new ArrayList<>();
        if (episode != null) {
            findings.add(new Finding.Quiet());
            findings.add(new Finding.Recovered(reason));
        }
        if (hold != null) {
            findings.add(new Finding.Released("The canary gets no requests any more."));
        }
        return new Step(afresh(), findings, this);
    }

    private Step whileBlind(Blindness blindness, Instant now) {
        if (blindness.said() || now.isBefore(blindness.since().plus(BLINDNESS_SAID_AFTER))) {
            return new Step(this, List.of(), this);
        }
        Finding unseen = new Finding.Unseen(blindness.reason(), blindness.since());
        CanaryWatch said =
                change().blindness(new Blindness(blindness.reason(), blindness.since(), true))
                        .made();
        return new Step(said, List.of(unseen), said);
    }

    private CanaryWatch see(Block block, Tick tick, @Nullable String unseen) {
        List<Block> kept = new ArrayList<>(blocks);
        kept.add(block);
        OpenBlock grown = gathering.plus(tick);
        boolean ends = Gathering.ends(grown, tickBlocks, kept);
        CanaryTests next = ends ? tests.after(grown.seen()) : tests;
        Shown ofStable = grown.seen().stable();
        Instant now = block.closedAt();
        return change().tests(next)
                .stable(ends ? stable.step(ofStable.requests(), ofStable.bad()) : stable)
                .gathering(ends ? OpenBlock.EMPTY : grown)
                .traffic(traffic.after(block))
                .blocks(kept.subList(Math.max(0, kept.size() - BLOCKS_KEPT), kept.size()))
                .rise(rise.after(block, next.absolute().evidence(), hasOpenBad()))
                .lastCanaryAt(block.lastCanaryAt() == null ? lastCanaryAt : block.lastCanaryAt())
                .hurtSince(hurtSince(next, now))
                .blindness(blindness(kept, unseen))
                .made();
    }

    /** Whether something bad was seen that was not weighed yet. */
    private boolean hasOpenBad() {
        return tests.open().seen().canary().bad() > 0 || gathering.seen().canary().bad() > 0;
    }

    private @Nullable Instant hurtSince(CanaryTests next, Instant now) {
        if (!next.usersHurt() || next.isWorse()) {
            return null;
        }
        return hurtSince == null ? now : hurtSince;
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

    /** This watch without evidence; of stable it knows what it knew. */
    public CanaryWatch afresh() {
        return change().tests(tests.fromZero())
                .gathering(OpenBlock.EMPTY)
                .rise(Rise.NONE)
                .hurtSince(null)
                .hold(null)
                .episode(null)
                .made();
    }

    CanaryWatch with(@Nullable Hold other) {
        return change().hold(other).made();
    }

    private CanaryWatch with(@Nullable Episode other) {
        return change().episode(other).made();
    }

    private WatchChange change() {
        return new WatchChange(this);
    }
}
