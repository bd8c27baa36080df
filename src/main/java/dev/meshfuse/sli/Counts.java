package dev.meshfuse.sli;

import dev.meshfuse.definition.CountingPolicy;
import java.util.Map;

/**
 * Requests by outcome.
 *
 * @param good requests that went well
 * @param bad requests that failed
 * @param excluded requests that do not count
 */
public record Counts(long good, long bad, long excluded) {
    public static final Counts NONE = new Counts(0, 0, 0);

    /** Requests that count. */
    public long total() {
        return good + bad;
    }

    /** Sums, which never wrap around. */
    public Counts plus(Counts other) {
        return new Counts(
                Math.addExact(good, other.good),
                Math.addExact(bad, other.bad),
                Math.addExact(excluded, other.excluded));
    }

    /**
     * A number of requests of one class seen through a policy; reports that the policy does not
     * take count nothing.
     */
    public static Counts of(RequestClass request, long count, CountingPolicy policy) {
        if (!request.isReportedTo(policy.reporter())) {
            return NONE;
        }
        return switch (Outcome.of(request, policy)) {
            case GOOD -> new Counts(count, 0, 0);
            case BAD -> new Counts(0, count, 0);
            case EXCLUDED -> new Counts(0, 0, count);
        };
    }

    /** A tally seen through a policy. */
    public static Counts of(Map<RequestClass, Long> tally, CountingPolicy policy) {
        return tally.entrySet().stream()
                .map(entry -> of(entry.getKey(), entry.getValue(), policy))
                .reduce(NONE, Counts::plus);
    }
}
