package dev.meshfuse.verdict;

/**
 * Evidence that a canary is worse than allowed, from the bad ratio of blocks.
 *
 * <p>With p0 the allowed ratio and x the share of a block's requests that was bad, for each stake f
 * of {0.5, 0.1, 0.02}
 *
 * <pre>
 *   z_f = min( ln(1 + f (x/p0 - 1)), cap ) / span
 *   S_f = min( max(0, S_f + z_f), H + 1 )
 *   B   = ln( (1/3) sum_f exp(S_f) )
 * </pre>
 *
 * <p>If the mean of x given the past is at most p0, each factor has a mean of at most 1, however
 * much the requests inside a block depend on each other: only the mean of a bounded variable is
 * used (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting",
 * arXiv:2010.09686). The mean over f of the largest factors' products is an e-detector (Shin,
 * Ramdas, Rinaldo, "E-detectors", arXiv:2203.03532). A cap only lowers it. Where blocks further
 * apart than {@code span} are independent, the span-th root keeps the mean at 1 by Hölder's
 * inequality.
 *
 * <p>The stakes suit faults of more than 100, of about 20 and of 3 to 5 times what is allowed; an
 * empty block costs 1-f, so they remember some 20, 150 and 800 blocks. Chosen.
 *
 * @param half sum of the stake 0.5, in nats
 * @param tenth sum of the stake 0.1
 * @param fiftieth sum of the stake 0.02
 */
public record Bet(double half, double tenth, double fiftieth) {
    /** How many stakes there are. */
    static final int STAKES = 3;

    /** Nothing was seen. */
    public static final Bet NONE = new Bet(0, 0, 0);

    /**
     * How a block is weighed.
     *
     * @param allowedRatio p0
     * @param cap the most that a block counts, in nats
     * @param span blocks that a burst of errors may last
     * @param most where sums end, H + 1, so that a long failure is forgotten as fast as a short one
     */
    record Terms(double allowedRatio, double cap, int span, double most) {}

    /**
     * The evidence after one more block.
     *
     * @param badRatio x
     */
    Bet after(double badRatio, Terms terms) {
        if (badRatio == 0 && half == 0 && tenth == 0 && fiftieth == 0) {
            return this; // a good block takes away, and there is nothing to take
        }
        double excess = badRatio / terms.allowedRatio() - 1;
        return new Bet(
                sum(half, 0.5, excess, terms),
                sum(tenth, 0.1, excess, terms),
                sum(fiftieth, 0.02, excess, terms));
    }

    /** B, in nats: 0 when nothing speaks against the canary. */
    public double evidence() {
        return half == 0 && tenth == 0 && fiftieth == 0
                ? 0
                : Math.log((Math.exp(half) + Math.exp(tenth) + Math.exp(fiftieth)) / STAKES);
    }

    private static double sum(double before, double stake, double excess, Terms terms) {
        double gain = Math.min(Math.log1p(stake * excess), terms.cap()) / terms.span();
        return Math.min(Math.max(0, before + gain), terms.most());
    }
}
