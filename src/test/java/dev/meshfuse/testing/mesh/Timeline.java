package dev.meshfuse.testing.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * The mesh's own time and what is due on it. Everything happens in order of time whatever the size
 * of the steps, so equal seeds give equal counts. Guarded by the mesh's lock, apart from reading
 * the time.
 */
final class Timeline {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private volatile Instant origin;
    private volatile long elapsed;
    private long sequence;

    Timeline(Instant origin) {
        this.origin = origin;
    }

    /** Nanoseconds since the mesh was built. */
    long elapsed() {
        return elapsed;
    }

    Instant at(long nanos) {
        return origin.plusNanos(nanos);
    }

    /** Lets this instant be now; what has happened moves along. */
    void rebase(Instant now) {
        origin = now.minusNanos(elapsed);
    }

    void schedule(long at, Runnable action) {
        events.add(new Event(at, sequence++, action));
    }

    void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("time cannot run backwards by " + step);
        }
        long until = elapsed + step.toNanos();
        for (Event next = events.peek(); next != null && next.at() <= until; next = events.peek()) {
            events.remove();
            elapsed = next.at();
            next.action().run();
        }
        elapsed = until;
    }

    /** The sequence breaks ties, as a heap alone keeps no order among equals. */
    private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
