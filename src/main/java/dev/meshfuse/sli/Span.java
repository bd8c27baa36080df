package dev.meshfuse.sli;

import dev.meshfuse.scrape.CollectorClock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time a reading tells of.
 *
 * @param clock by which it is told
 * @param since when it began
 * @param at when it ended: when the target was read
 */
public record Span(CollectorClock clock, Instant since, Instant at) {
    /** How long it is. */
    Duration length() {
        return Duration.between(since, at);
    }

    /** The same time, as another clock tells it. */
    public Span by(CollectorClock other) {
        return new Span(other, other.restate(since, clock), other.restate(at, clock));
    }

    /** Both times and what is between them, by the clock of this one. */
    Span with(Span other) {
        Span same = other.by(clock);
        return new Span(
                clock,
                same.since.isBefore(since) ? same.since : since,
                same.at.isAfter(at) ? same.at : at);
    }

    /** Whether they have any time in common. */
    boolean overlaps(Span other) {
        Span same = other.by(clock);
        return since.isBefore(same.at) && at.isAfter(same.since);
    }

    /** The same, begun so much earlier. */
    public Span begunEarlier(Duration earlier) {
        return new Span(clock, since.minus(earlier), at);
    }
}
