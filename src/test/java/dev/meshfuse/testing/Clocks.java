package dev.meshfuse.testing;

import dev.meshfuse.scrape.CollectorTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** Clocks of collectors, for tests. */
public final class Clocks {
    private static final List<Duration> SETTINGS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofHours(1),
                    Duration.ofDays(1));

    private Clocks() {}

    /** The time of a collector whose clock is never set. */
    public static CollectorTime neverSet(InstantSource clock) {
        return new CollectorTime(clock, () -> nanos(clock.instant()));
    }

    /** Mostly nothing; else a second, ten, an hour or a day, forward or back. */
    public static Duration anySetting(RandomGenerator random) {
        Duration far = SETTINGS.get(random.nextInt(SETTINGS.size()));
        return switch (random.nextInt(20)) {
            case 0 -> far;
            case 1 -> far.negated();
            default -> Duration.ZERO;
        };
    }

    private static long nanos(Instant at) {
        return Duration.between(Instant.EPOCH, at).toNanos();
    }
}
