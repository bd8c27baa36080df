package dev.meshfuse.verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * What stable shows, usually and right now, and so what a canary may show.
 *
 * <pre>
 *   usual = (Y + 1) / (N + 1)         over 24 h, up to the tick before the current one
 *   now   = the largest y/n among the last three blocks with y of 3 and more, and their total
 *   p0    = min(1, rho max(usual, now))
 * </pre>
 *
 * <p>The ones added are such that E[(N+1)/(Y+1)] is at most 1/p for binomial Y, so no level of
 * confidence need be chosen; and they are the cold start: no evidence against a canary before
 * stable has served some thousand requests. Fewer than three errors happen by chance. Three blocks
 * absorb a trouble that shows one block earlier on one side.
 *
 * @param requests N: decayed with a time constant of 24 h
 * @param bad Y
 * @param recent the last three blocks, oldest first
 * @param ticks length of blocks in ticks, decayed by block
 * @param blocks number of blocks, decayed by block
 * @param bursts whether errors run across blocks
 */
public record StableShown(
        double requests,
        double bad,
        List<Shown> recent,
        double ticks,
        double blocks,
        Bursts bursts) {
    private static final double MEMORY_SECONDS = 24 * 3600;
    private static final int RECENT_BLOCKS = 3;
    private static final long NO_CHANCE = 3;
    private static final double KEPT_PER_BLOCK = 0.999;

    /** Below, what is usual is not known well enough to call a canary worse. */
    private static final double ENOUGH = 1000;

    /** Nothing was seen. */
    public static final StableShown NOTHING = new StableShown(0, 0, List.of(), 0, 0, Bursts.NONE);

    /**
     * What a canary may show in a block.
     *
     * @param badRatio p0
     * @param stableRatio what stable shows, of which this is rho times
     * @param now whether what it shows right now set it, and not what it shows usually
     * @param span blocks that a burst of errors may last, 1 where errors do not run across blocks
     * @param clustering how much they do, see {@link Bursts}
     */
    public record Allowed(
            double badRatio, double stableRatio, boolean now, int span, double clustering) {}

    public StableShown {
        recent = List.copyOf(recent);
    }

    /** With one more tick. */
    StableShown after(Tick tick, double tickSeconds) {
        double kept = Math.exp(-tickSeconds / MEMORY_SECONDS);
        StableShown next =
                new StableShown(
                        requests * kept + tick.stable().requests(),
                        bad * kept + tick.stable().bad(),
                        recent,
                        ticks,
                        blocks,
                        bursts);
        return new StableShown(
                next.requests,
                next.bad,
                recent,
                ticks,
                blocks,
                bursts.after(tick, next.usual(), tickSeconds));
    }

    /** With one more block. */
    StableShown withBlock(Shown stable, int blockTicks) {
        List<Shown> next = new ArrayList<>(recent);
        next.add(stable);
        return new StableShown(
                requests,
                bad,
                next.subList(Math.max(0, next.size() - RECENT_BLOCKS), next.size()),
                ticks * KEPT_PER_BLOCK + blockTicks,
                blocks * KEPT_PER_BLOCK + 1,
                bursts);
    }

    /** What a canary may show in the block that was last added. */
    Allowed allowed(double rho, double tickSeconds) {
        double usual = usual();
        double now = now();
        double shown = Math.max(usual, now);
        return new Allowed(
                Math.min(1, rho * shown),
                shown,
                now > usual,
                bursts.span(ticks / blocks * tickSeconds),
                bursts.clustering());
    }

    /** Whether enough was seen to call a canary worse. */
    boolean suffices() {
        return requests >= ENOUGH;
    }

    double usual() {
        return (bad + 1) / (requests + 1);
    }

    private double now() {
        double worst = 0;
        Shown all = Shown.NOTHING;
        for (Shown block : recent) {
            all = all.plus(block);
            worst = Math.max(worst, notByChance(block));
        }
        return Math.max(worst, notByChance(all));
    }

    private static double notByChance(Shown shown) {
        return shown.bad() >= NO_CHANCE ? shown.badRatio() : 0;
    }
}
