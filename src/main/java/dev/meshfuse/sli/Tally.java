package dev.meshfuse.sli;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Requests by class, and how long they took where that is known. Counter and histogram of one class
 * come from the same proxies, but not at the same moment. Not thread-safe.
 */
public final class Tally {
    private final Map<RequestClass, Long> requests = new HashMap<>();
    private final Map<RequestClass, LatencyCounts> latency = new HashMap<>();

    /** Requests without their durations. */
    public static Tally of(Map<RequestClass, Long> requests) {
        Tally tally = new Tally();
        requests.forEach(tally::add);
        return tally;
    }

    /** Adds requests; a negative number takes them back. */
    public void add(RequestClass request, long count) {
        if (count != 0 && requests.merge(request, count, Math::addExact) == 0) {
            requests.remove(request);
        }
    }

    /** Adds durations. */
    public void add(RequestClass request, LatencyCounts durations) {
        if (!durations.isEmpty()
                && latency.merge(request, durations, LatencyCounts::plus).isEmpty()) {
            latency.remove(request);
        }
    }

    /**
     * Adds requests with their durations.
     *
     * @throws ArithmeticException when a number would be beyond what a long can hold; some may have
     *     been added then, see {@link #size}
     */
    public void add(Tally other) {
        other.requests.forEach(this::add);
        other.latency.forEach(this::add);
    }

    /** Takes another back. */
    public void subtract(Tally other) {
        other.requests.forEach((request, count) -> add(request, -count));
        other.latency.forEach((request, durations) -> add(request, durations.negated()));
    }

    /** Whether there is nothing in it. */
    public boolean isEmpty() {
        return requests.isEmpty() && latency.isEmpty();
    }

    /**
     * All numbers of it summed, requests and durations: as long as the sum of two sizes is no more
     * than a long can hold, so is every number in the sum of the two.
     */
    public long size() {
        long size = 0;
        for (long count : requests.values()) {
            size = Math.addExact(size, count);
        }
        for (LatencyCounts durations : latency.values()) {
            size = Math.addExact(size, durations.total());
        }
        return size;
    }

    /** Forgets everything. */
    public void clear() {
        requests.clear();
        latency.clear();
    }

    /** A copy that stays as it is. */
    public Tally copy() {
        Tally copy = new Tally();
        copy.add(this);
        return copy;
    }

    /** Goes through the requests by class; the tally must not be changed meanwhile. */
    public void eachRequest(BiConsumer<RequestClass, Long> action) {
        requests.forEach(action);
    }

    /** Goes through the durations by class; the tally must not be changed meanwhile. */
    public void eachLatency(BiConsumer<RequestClass, LatencyCounts> action) {
        latency.forEach(action);
    }

    /** Requests by class; a copy. */
    public Map<RequestClass, Long> requests() {
        return Map.copyOf(requests);
    }

    /** Durations by class, a copy; only of classes of which any are known. */
    public Map<RequestClass, LatencyCounts> latency() {
        return Map.copyOf(latency);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally
                && requests.equals(tally.requests)
                && latency.equals(tally.latency);
    }

    @Override
    public int hashCode() {
        return requests.hashCode();
    }

    @Override
    public String toString() {
        return "Tally[requests=%s, latency=%s]".formatted(requests, latency);
    }
}
