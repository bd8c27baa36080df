package dev.meshfuse.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How many requests each caller may send: so many a second in the long run, and so many at once
 * after a pause (the generic cell rate algorithm, ITU-T I.371). Memory is bounded: of the callers
 * who were not heard of for longest it is forgotten what they sent. Thread-safe.
 */
public final class RequestRate {
    /** Some 150 bytes each. */
    static final int MOST_CALLERS = 10_000;

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final long betweenNanos;
    private final long toleranceNanos;
    private final LongSupplier nanos;

    /**
     * By caller, when the requests so far would have ended if they came as slowly as they should.
     */
    private final Map<String, Long> paidUntil =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_CALLERS;
                }
            };

    /**
     * @param perSecond requests, at least 1
     * @param burst requests at once, at least 1
     * @param nanos a time that only moves forward
     */
    public RequestRate(int perSecond, int burst, LongSupplier nanos) {
        this.betweenNanos = SECOND_NANOS / perSecond;
        this.toleranceNanos = betweenNanos * (burst - 1);
        this.nanos = nanos;
    }

    /**
     * Counts a request, unless it is one too many.
     *
     * @return empty if it may pass; else how long to wait
     */
    public synchronized Optional<Duration> take(String caller) {
        long now = nanos.getAsLong();
        Long known = paidUntil.remove(caller); // the latest is the youngest
        long from = known == null || known - now < 0 ? now : known;
        long early = from - now - toleranceNanos;
        if (early > 0) {
            paidUntil.put(caller, from);
            return Optional.of(Duration.ofNanos(early));
        }
        paidUntil.put(caller, from + betweenNanos);
        return Optional.empty();
    }

    synchronized int callers() {
        return paidUntil.size();
    }
}
