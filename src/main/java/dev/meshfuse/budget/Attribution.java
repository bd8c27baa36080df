package dev.meshfuse.budget;

import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import java.util.Locale;

/**
 * Whose errors a budget burns by: whether the canary of a service explains that it burns too fast.
 *
 * <pre>
 *   expected = max(a, min(1, rho (Y_s + 1)/(N_s + 1)))     what the canary may show
 *   e_c      = max(0, Y_c - expected N_c)                  the canary's excess
 *   e        = Y - a N                                     excess of the whole service
 *   share    = min(1, e_c / e)
 *   pValue   = P(X >= Y_c | Y_c + Y_s, rho N_c / (rho N_c + N_s))
 * </pre>
 *
 * <p>N and Y are requests and bad ones of the canary (c), of stable (s) and of the whole service in
 * one window, a the allowed bad ratio. What the canary may show is the null of the relative test
 * (docs/verdict-quality.md): rho times what stable shows in the same window, with one added to both
 * counts, so that a stable side that was little seen allows more. So an outage that hits both sides
 * alike is nobody's excess. The p-value is that of the conditional test of two Poisson means
 * (Przyborowski and Wilenski, Biometrika 31, 1940): how probable it is that so many of the errors
 * of both sides fall on the canary if it is rho times as bad as stable. It is for one look and
 * independent errors; bursts are guarded against by the length of the windows of the tier.
 *
 * @param canary requests of the canary
 * @param stable requests of stable
 * @param whole requests of the service, whichever side they went to
 * @param expectedRatio bad ratio that the canary may show
 * @param excess bad requests of the service beyond what its objective allows
 * @param canaryExcess bad requests of the canary beyond what it may show
 * @param share the canary's part of the excess, from 0 to 1
 * @param pValue how probable its part of the errors is if it is as bad as it may be
 * @param finds what follows
 */
public record Attribution(
        Counts canary,
        Counts stable,
        Counts whole,
        double expectedRatio,
        double excess,
        double canaryExcess,
        double share,
        double pValue,
        Finds finds) {
    /**
     * The share that explains a breach. Chosen: without it at most a fifth of the excess is left,
     * and a burn of 14.4 is one of 1 + 13.4/5 = 3.7, below both pages of the SRE workbook (14.4 and
     * 6).
     */
    public static final double EXPLAINS = 0.8;

    /**
     * At a larger share of bad requests that stand on neither side, nothing is said of the sides.
     * What is left of {@link #EXPLAINS}: so many might all be somebody else's.
     */
    public static final double MOST_UNPLACED = 0.2;

    /** As many as the relative test asks of a block before it compares. */
    public static final long LEAST_STABLE = 10;

    /** What follows from the numbers. */
    public enum Finds {
        /** The canary's errors explain that the budget burns. */
        Canary,
        /** Too many bad requests stand on neither side. */
        Unplaced,
        /** Stable has hardly any requests to compare with. */
        NoStable,
        /** The canary's part is too small. */
        Shared,
        /** Its part is large, but so few errors may fall on it by chance. */
        Chance
    }

    /**
     * The same window of both sides and of the whole.
     *
     * @param rho how many times worse than stable the canary may be, at least 1
     * @param alpha level of the test
     */
    public static Attribution of(
            Counts canary,
            Counts stable,
            Counts whole,
            BigDecimal allowedBadRatio,
            BigDecimal rho,
            BigDecimal alpha) {
        Counts all = atLeast(whole, canary.plus(stable));
        double allowed = allowedBadRatio.doubleValue();
        double times = rho.doubleValue();
        double shown = Math.min(1, times * (stable.bad() + 1) / (stable.total() + 1));
        double expected = Math.max(allowed, shown);
        double excess = all.bad() - allowed * all.total();
        double canaryExcess = Math.max(0, canary.bad() - expected * canary.total());
        double share = excess <= 0 ? 0 : Math.min(1, canaryExcess / excess);
        double pValue = pValue(canary, stable, times);
        long unplaced = all.bad() - canary.bad() - stable.bad();
        Finds finds;
        if (unplaced > MOST_UNPLACED * all.bad()) {
            finds = Finds.Unplaced;
        } else if (stable.total() < LEAST_STABLE) {
            finds = Finds.NoStable;
        } else if (share < EXPLAINS) {
            finds = Finds.Shared;
        } else {
            finds = pValue <= alpha.doubleValue() ? Finds.Canary : Finds.Chance;
        }
        return new Attribution(
                canary, stable, all, expected, excess, canaryExcess, share, pValue, finds);
    }

    /** Whether the canary explains it. */
    public boolean explains() {
        return finds == Finds.Canary;
    }

    /** Bad requests that stand on neither side. */
    public long unplacedBad() {
        return whole.bad() - canary.bad() - stable.bad();
    }

    /**
     * What was found, one sentence with its numbers.
     *
     * @param what what is to be explained, such as {@code that the budget burns}
     * @param window the window, as people write it
     */
    public String sentence(String what, String window) {
        String why =
                switch (finds) {
                    case Canary -> "The canary explains " + what;
                    case Unplaced -> "It is not known on which side too many of the errors are";
                    case NoStable -> "Stable has too few requests to compare the canary with";
                    case Shared -> "The canary does not explain " + what;
                    case Chance ->
                            "The canary has most of the errors, but so few that it may be chance";
                };
        return String.format(
                Locale.ROOT,
                "%s: %.0f%% of the excess errors are its own (%.0f%% are needed); in the last %s %d of its %d"
                        + " requests were bad, %d of stable's %d, and %d more on neither side.",
                why,
                Math.floor(share * 100),
                EXPLAINS * 100,
                window,
                canary.bad(),
                canary.total(),
                stable.bad(),
                stable.total(),
                unplacedBad());
    }

    private static double pValue(Counts canary, Counts stable, double rho) {
        long bad = Math.addExact(canary.bad(), stable.bad());
        if (canary.bad() == 0 || stable.total() == 0) {
            return 1;
        }
        double weighed = rho * canary.total();
        return BinomialTail.atLeast(bad, canary.bad(), weighed / (weighed + stable.total()));
    }

    /** Windows are cut at slots, so the sides may be a few requests ahead of the whole. */
    private static Counts atLeast(Counts whole, Counts sides) {
        return new Counts(
                Math.max(whole.good(), sides.good()),
                Math.max(whole.bad(), sides.bad()),
                Math.max(whole.excluded(), sides.excluded()));
    }
}
