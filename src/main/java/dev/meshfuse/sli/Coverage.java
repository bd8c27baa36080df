package dev.meshfuse.sli;

import java.util.OptionalDouble;

/**
 * How much of what reaches a service is seen at its callers. Requests that never arrive exist only
 * there, so what is not covered may hide failures.
 *
 * @param arrived requests that servers reported
 * @param covered those of them that their caller, or a waypoint on the way, reported as well
 */
public record Coverage(long arrived, long covered) {
    /** Nothing has arrived. */
    public static final Coverage NONE = new Coverage(0, 0);

    /** What the requests of a tally tell. */
    public static Coverage of(Tally tally) {
        long[] sum = new long[2];
        tally.eachRequest((request, count) -> {
            if (request.atDestination()) {
                sum[0] += count;
                sum[1] += request.authoritative() ? 0 : count;
            }
        });
        return new Coverage(sum[0], sum[1]);
    }

    /** What requests of one class tell. */
    public static Coverage of(RequestClass request, long count) {
        return request.atDestination()
                ? new Coverage(count, request.authoritative() ? 0 : count)
                : NONE;
    }

    /** Both together. */
    public Coverage plus(Coverage other) {
        return new Coverage(arrived + other.arrived, covered + other.covered);
    }

    /** The share that is covered, from 0 to 1; nothing where nothing has arrived. */
    public OptionalDouble ratio() {
        return arrived == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) covered / arrived);
    }
}
