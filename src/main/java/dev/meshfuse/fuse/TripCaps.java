package dev.meshfuse.fuse;

import dev.meshfuse.definition.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bounds how many fuses trip. What all of them see at once is no canary's fault but that of what
 * they share: the telemetry, a dependency, or this program.
 *
 * <p>What counts is the last trip of each fuse, as every replica knows it from the topic of states.
 * A claim of this replica counts at once. Replicas that trip in the same tenth of a second may go
 * over a cap together, by one each.
 */
public final class TripCaps {
    /** Trips older than this count no more. */
    public static final Duration PER = Duration.ofHours(1);

    /** Far longer than the topic of states takes to tell of a trip, or a trip to fail. */
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final int perNamespace;
    private final int overall;
    private final Supplier<Map<ResourceId, Instant>> lastTrips;
    private final Map<ResourceId, Instant> claims = new HashMap<>();

    /**
     * @param perNamespace most fuses of a namespace that trip within an hour
     * @param overall the same of all namespaces
     * @param lastTrips when each fuse last tripped
     * @throws IllegalArgumentException when a cap is below 1: a fuse that may never trip is one
     *     that observes
     */
    public TripCaps(int perNamespace, int overall, Supplier<Map<ResourceId, Instant>> lastTrips) {
        if (perNamespace < 1 || overall < 1) {
            throw new IllegalArgumentException(
                    "caps on trips must be at least 1, and are %d per namespace and %d overall"
                            .formatted(perNamespace, overall));
        }
        this.perNamespace = perNamespace;
        this.overall = overall;
        this.lastTrips = lastTrips;
    }

    /** Any number of trips. */
    static TripCaps none() {
        return new TripCaps(Integer.MAX_VALUE, Integer.MAX_VALUE, Map::of);
    }

    /**
     * Claims a trip. A fuse that has a claim, or has tripped within the hour, gets it: it is one of
     * those that count already.
     *
     * @return why it is refused; empty when it is granted
     */
    public synchronized Optional<Action.Skip> claim(ResourceId fuse, Instant now) {
        Map<ResourceId, Instant> counted = new HashMap<>(lastTrips.get());
        counted.values().removeIf(at -> !at.isAfter(now.minus(PER)));
        claims.values().removeIf(at -> !at.isAfter(now.minus(CLAIM)));
        counted.putAll(claims);
        if (!counted.containsKey(fuse)) {
            long here =
                    counted.keySet().stream()
                            .filter(other -> other.namespace().equals(fuse.namespace()))
                            .filter(other -> other.cluster().equals(fuse.cluster()))
                            .count();
            if (here >= perNamespace) {
                return refused(
                        "namespace " + fuse.namespace(),
                        here,
                        "namespace",
                        Action.Cause.CAP_NAMESPACE);
            }
            if (counted.size() >= overall) {
                return refused(
                        "all namespaces", counted.size(), "overall", Action.Cause.CAP_OVERALL);
            }
        }
        claims.put(fuse, now);
        return Optional.empty();
    }

    private static Optional<Action.Skip> refused(
            String where, long tripped, String cap, Action.Cause cause) {
        return Optional.of(
                new Action.Skip(
                        "%d fuses of %s have tripped within an hour, as many as meshfuse.guard.max-trips.%s allows"
                                .formatted(tripped, where, cap),
                        cause));
    }
}
