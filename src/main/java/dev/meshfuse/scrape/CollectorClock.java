package dev.meshfuse.scrape;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock a collector told a time by. A clock may be set while the collector runs: then what it
 * told before is told anew, so that the time between two readings is the time that has passed.
 *
 * <p>Between two collectors nothing tells how far their clocks are apart, and they are taken to
 * agree.
 *
 * @param collector whose it is, see {@link Reading#collector}
 * @param ahead how far it had been set, forward or back, since the collector began
 */
public record CollectorClock(long collector, Duration ahead) {
    /** Where nobody told whose clock it was. */
    public static final CollectorClock UNKNOWN = neverSet(0);

    /** The clock of a collector that was never set. */
    public static CollectorClock neverSet(long collector) {
        return new CollectorClock(collector, Duration.ZERO);
    }

    /** A time as this clock tells it, where another one, or this one earlier, has told it. */
    public Instant restate(Instant told, CollectorClock by) {
        return isOfSame(by) ? told.plus(ahead).minus(by.ahead) : told;
    }

    /** Whether both are of one collector. */
    public boolean isOfSame(CollectorClock other) {
        return collector == other.collector;
    }
}
