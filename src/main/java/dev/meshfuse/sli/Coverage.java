package dev.meshfuse.sli;

import java.util.Map;
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
    public static OptionalDouble ratio(Map<RequestClass, Long> tally) {
        long arrived = 0;
        long covered = 0;
        for (Map.Entry<RequestClass, Long> entry : tally.entrySet()) {
            if (entry.getKey().atDestination()) {
                arrived += entry.getValue();
                covered += entry.getKey().authoritative() ? 0 : entry.getValue();
            }
        }
        return arrived == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) covered / arrived);
    }
}
