package dev.meshfuse.verdict;

import java.util.HashMap;
import java.util.Map;

/**
 * Ticks that are weighed together: until stable was seen ten times, or for 60 s. When a block ends
 * depends on numbers of requests only, never on how they went.
 *
 * @param ticks how many
 * @param seen what they showed together
 */
public record OpenBlock(int ticks, Tick seen) {
    /**
     * With ten requests to stable, an outage of 60 % and more shows three errors of stable in the
     * same block with a chance of 98 %; chosen.
     */
    static final long ENOUGH_STABLE = 10;

    private static final double LONGEST_SECONDS = 60;

    public static final OpenBlock EMPTY = new OpenBlock(0, Tick.of(Shown.NOTHING, Shown.NOTHING));

    OpenBlock plus(Tick tick) {
        if (ticks == 0) {
            return new OpenBlock(1, tick);
        }
        Tick both =
                new Tick(
                        seen.canary().plus(tick.canary()),
                        seen.stable().plus(tick.stable()),
                        sums(seen.bySource(), tick.bySource()),
                        sums(seen.byPod(), tick.byPod()));
        return new OpenBlock(ticks + 1, both);
    }

    boolean ends(double tickSeconds) {
        return comparable() || ticks * tickSeconds >= LONGEST_SECONDS;
    }

    boolean comparable() {
        return seen.stable().requests() >= ENOUGH_STABLE;
    }

    private static Map<String, Shown> sums(Map<String, Shown> one, Map<String, Shown> other) {
        Map<String, Shown> sums = new HashMap<>(one);
        other.forEach((name, shown) -> sums.merge(name, shown, Shown::plus));
        return sums;
    }
}
