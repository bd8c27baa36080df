package dev.meshfuse.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers that hold for a while. Bounded: the oldest goes first. Thread-safe.
 *
 * @param <K> a question
 * @param <V> an answer
 */
final class Remembered<K, V> {
    private record Kept<V>(V value, long untilNanos) {}

    private final long holdsNanos;
    private final LongSupplier nanos;
    private final Map<K, Kept<V>> entries;

    /**
     * @param most entries kept
     * @param holds how long an answer holds
     * @param nanos a time that only moves forward
     */
    Remembered(int most, Duration holds, LongSupplier nanos) {
        this.holdsNanos = holds.toNanos();
        this.nanos = nanos;
        this.entries =
                new LinkedHashMap<>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<K, Kept<V>> eldest) {
                        return size() > most;
                    }
                };
    }

    synchronized Optional<V> get(K key) {
        Kept<V> entry = entries.get(key);
        return entry == null || nanos.getAsLong() - entry.untilNanos() >= 0
                ? Optional.empty()
                : Optional.of(entry.value());
    }

    synchronized void put(K key, V value) {
        entries.remove(key); // the latest is the youngest
        entries.put(key, new Kept<>(value, nanos.getAsLong() + holdsNanos));
    }

    synchronized int size() {
        return entries.size();
    }
}
