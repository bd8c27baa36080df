package dev.meshfuse.verdict;

import org.jspecify.annotations.Nullable;

/**
 * Whether stable's own errors come in bursts that last longer than a block. If they do, a burst of
 * the canary is several bad blocks in a row and no evidence of a fault.
 *
 * <p>Windows of 20 s (m ticks): W is the sum of stable's bad requests in one, Q the sum of their
 * squares by tick. With W', Q' those of the accepted window two before, so that a burst across a
 * border is not counted twice, and everything decayed over seven days,
 *
 * <pre>
 *   fine += Q + Q' - 2 W W'/m        coarse += (W - W')^2        sum += W + W'
 *   clustering = (coarse + 10) / (max(fine, sum) + 10)
 * </pre>
 *
 * <p>Clustering is the variance of 20 s counts over what the variance from tick to tick explains: 1
 * for independent errors and for bursts inside a tick, 2 to 8 for bursts over 2 to 10 s. A window
 * in which both sides have trouble is a shared outage; it and both its neighbours are left out. So
 * a window is learnt one window later.
 *
 * @param fine see above
 * @param coarse see above
 * @param sum see above
 * @param windows how many pairs were learnt, decayed in the same way
 * @param open the window that has not ended
 * @param pending the last window, if it may be learnt
 * @param before the last window that was learnt
 * @param twoBefore the one learnt before that
 * @param afterShared whether the last window was shared
 */
public record Bursts(
        double fine,
        double coarse,
        double sum,
        double windows,
        Window open,
        @Nullable Window pending,
        @Nullable Window before,
        @Nullable Window twoBefore,
        boolean afterShared) {
    private static final double WINDOW_SECONDS = 20;
    private static final double MEMORY_SECONDS = 7 * 24 * 3600;

    /** Up to here above 1 clustering is chance, as simulation shows in every cell of traffic. */
    private static final double CHANCE = 0.3;

    /**
     * Of so many pairs, some three hours. Of fewer, chance makes more: for independent errors (W -
     * W')^2 / (W + W') is about chi-squared with one degree of freedom, of variance 2; two pairs
     * that share a window have a correlation of 1/4, so that the mean of n pairs has a variance of
     * 3/n. {@link #CHANCE} is four deviations here, and {@link #span} takes as many before.
     *
     * <p>Measured on the first day of 2000 fuses without history ({@code ./verdict-quality}, and
     * the same with 1.3 from the beginning): with callers told apart none was tripped by either;
     * with nobody told apart 39 were, 32 with 1.3. That one took the chance of independent errors
     * for bursts in up to 2.5 % of the first three hours, in which a block then counts a tenth and
     * an outage is found after half a minute; this one never did.
     */
    private static final double ENOUGH = 500;

    /** The longest burst that is absorbed; chosen. */
    private static final double LONGEST_SECONDS = 10;

    /** So many bad requests' worth of doubt; chosen. */
    private static final double DOUBT = 10;

    /** A shared window has stable at more than so many times its usual ratio; chosen. */
    private static final double UNUSUAL = 5;

    /** Nothing was seen. */
    public static final Bursts NONE = new Bursts(0, 0, 0, 0, Window.EMPTY, null, null, null, false);

    /**
     * Some 20 s.
     *
     * @param ticks in it
     * @param squares sum of the squares of stable's bad requests by tick
     */
    public record Window(int ticks, Shown canary, Shown stable, double squares) {
        static final Window EMPTY = new Window(0, Shown.NOTHING, Shown.NOTHING, 0);

        Window plus(Tick tick) {
            double bad = tick.stable().bad();
            return new Window(
                    ticks + 1,
                    canary.plus(tick.canary()),
                    stable.plus(tick.stable()),
                    squares + bad * bad);
        }

        boolean isShared(double usual) {
            return canary.bad() > 0
                    && stable.requests() > 0
                    && stable.badRatio() > UNUSUAL * usual
                    && canary.badRatio() >= stable.badRatio() / 2;
        }
    }

    /**
     * What is known after one more tick.
     *
     * @param usual stable's usual bad ratio
     */
    Bursts after(Tick tick, double usual, double tickSeconds) {
        Window grown = open.plus(tick);
        if (grown.ticks() < Math.max(1, Math.round(WINDOW_SECONDS / tickSeconds))) {
            return new Bursts(
                    fine, coarse, sum, windows, grown, pending, before, twoBefore, afterShared);
        }
        double kept = Math.exp(-grown.ticks() * tickSeconds / MEMORY_SECONDS);
        Bursts aged =
                new Bursts(
                        fine * kept,
                        coarse * kept,
                        sum * kept,
                        windows * kept,
                        Window.EMPTY,
                        null,
                        before,
                        twoBefore,
                        false);
        if (grown.isShared(usual)) {
            return aged.with(null, true);
        }
        Bursts learnt = pending == null ? aged : aged.learn(pending);
        return learnt.with(afterShared ? null : grown, false);
    }

    /** Variance of what 20 s show over what its ticks explain. */
    public double clustering() {
        return (coarse + DOUBT) / (Math.max(fine, sum) + DOUBT);
    }

    /**
     * Blocks that a burst may last.
     *
     * @param blockSeconds mean length of a block
     */
    int span(double blockSeconds) {
        double chance = CHANCE * Math.sqrt(Math.max(1, ENOUGH / Math.max(1, windows)));
        return clustering() < 1 + chance
                ? 1
                : (int) Math.max(1, Math.ceil(LONGEST_SECONDS / blockSeconds));
    }

    private Bursts learn(Window window) {
        if (twoBefore == null) {
            return new Bursts(fine, coarse, sum, windows, open, null, window, before, afterShared);
        }
        double now = window.stable().bad();
        double then = twoBefore.stable().bad();
        return new Bursts(
                fine + window.squares() + twoBefore.squares() - 2 * now * then / window.ticks(),
                coarse + (now - then) * (now - then),
                sum + now + then,
                windows + 1,
                open,
                null,
                window,
                before,
                afterShared);
    }

    private Bursts with(@Nullable Window nextPending, boolean shared) {
        return new Bursts(fine, coarse, sum, windows, open, nextPending, before, twoBefore, shared);
    }
}
