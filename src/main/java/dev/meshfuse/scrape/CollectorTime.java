package dev.meshfuse.scrape;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time as one collector has it: what its clock tells, and a steady time that began with the clock
 * and goes on whatever the clock is set to. Two steady times are as far apart as time has passed.
 */
public final class CollectorTime {
    /**
     * A moment.
     *
     * @param at what the clock told
     * @param ahead how far the clock had been set since the beginning, forward or back
     */
    public record Moment(Instant at, Duration ahead) {
        /** A steady time as the clock would have told it at this moment. */
        public Instant told(Instant steady) {
            return steady.plus(ahead);
        }
    }

    /**
     * A clock that deviates by less was not set: the two are not read at the same moment, and
     * clocks are also made to go faster or slower. Chosen; a twentieth of the shortest interval.
     */
    private static final Duration NOT_SET = Duration.ofMillis(50);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Instant began;
    private final long beganNanos;
    private volatile Duration ahead = Duration.ZERO;

    /**
     * Begins.
     *
     * @param nanos nanoseconds since any moment, by a counter that nobody sets
     */
    public CollectorTime(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.began = clock.instant();
        this.beganNanos = nanos.getAsLong();
    }

    /** Now. */
    public Moment now() {
        Instant at = clock.instant();
        Duration measured = Duration.between(steady(), at);
        Duration known = ahead;
        if (measured.minus(known).abs().compareTo(NOT_SET) < 0) {
            return new Moment(at, known);
        }
        ahead = measured;
        return new Moment(at, measured);
    }

    /** Now, in steady time. */
    public Instant steady() {
        return began.plusNanos(nanos.getAsLong() - beganNanos);
    }
}
