package dev.meshfuse.stream;

import dev.meshfuse.scrape.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Collectors whose clocks are ahead of this replica's: a reading cannot be of the time to come. One
 * whose clock is behind cannot be told from one whose readings were long on their way.
 *
 * <p>May be used by any thread.
 */
public final class ClocksAhead implements ReadingWatch {
    /**
     * So far clocks may differ: a caller's and its server's reports are compared by the times that
     * two collectors told.
     */
    static final Duration ALLOWED = Duration.ofSeconds(1);

    /** How long the largest is told. */
    static final Duration TOLD = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(ClocksAhead.class);

    private record Largest(Duration ahead, Instant noted) {
        boolean isOld(Instant now) {
            return noted.isAfter(now) || !noted.plus(TOLD).isAfter(now);
        }
    }

    /** Of whom it was said. It grows by one for each replica that begins with a wrong clock. */
    private final Set<Long> said = ConcurrentHashMap.newKeySet();

    private Largest largest = new Largest(Duration.ZERO, Instant.EPOCH);

    /** Takes note of a reading. Says it once of each collector whose clock is too far ahead. */
    @Override
    public void note(Reading reading, Instant now) {
        Duration ahead = Duration.between(now, reading.at());
        if (ahead.isPositive()) {
            remember(ahead, now);
        }
        if (ahead.compareTo(ALLOWED) > 0 && said.add(reading.collector())) {
            LOG.warnf(
                    "the clock of a collector is ahead of this replica's, requests of new callers"
                            + " may be counted twice: collector=%016x target=%s ahead=%s allowed=%s",
                    reading.collector(), reading.target(), ahead, ALLOWED);
        }
    }

    private synchronized void remember(Duration ahead, Instant now) {
        if (largest.isOld(now) || ahead.compareTo(largest.ahead()) >= 0) {
            largest = new Largest(ahead, now);
        }
    }

    /** By how much a reading was ahead at most in the last minute; zero for none. */
    public synchronized Duration largest(Instant now) {
        return largest.isOld(now) ? Duration.ZERO : largest.ahead();
    }
}
