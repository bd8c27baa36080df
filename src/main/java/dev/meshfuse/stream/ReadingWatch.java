package dev.meshfuse.stream;

import dev.meshfuse.scrape.Reading;
import java.time.Instant;

/** Sees each reading that the stream processes on this replica. Called by several threads. */
@FunctionalInterface
public interface ReadingWatch {
    /**
     * Takes note of a reading; must neither wait nor fail.
     *
     * @param now by the clock of this replica, when the reading is processed
     */
    void note(Reading reading, Instant now);

    /** This one, and then another. */
    default ReadingWatch and(ReadingWatch next) {
        return (reading, now) -> {
            note(reading, now);
            next.note(reading, now);
        };
    }
}
