package dev.meshfuse.sli;

import java.util.OptionalDouble;

/**
 * How much of what reaches a service is seen at its callers. Requests that never arrive exist only
 * there, so what is not covered may hide failures.
 */
public final class Coverage {
    private Coverage() {}

    /**
     * Of the requests that servers reported, the share whose caller, or a waypoint on the way,
     * reported them as well; nothing when servers reported none.
     */
    public static OptionalDouble ratio(Tally tally) {
        long[] arrivedAndCovered = new long[2];
        tally.eachRequest((request, count) -> {
            if (request.atDestination()) {
                arrivedAndCovered[0] += count;
                arrivedAndCovered[1] += request.authoritative() ? 0 : count;
            }
        });
        return arrivedAndCovered[0] == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) arrivedAndCovered[1] / arrivedAndCovered[0]);
    }
}
