package dev.meshfuse.quality;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.verdict.StableShown;
import dev.meshfuse.verdict.TestSettings;
import dev.meshfuse.verdict.Tick;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The first day of fuses of one kind of service, with no history at all: whether what is not yet
 * known of stable's bursts costs a healthy canary its traffic, and how often chance is taken for
 * bursts, which makes every block count less.
 */
final class FirstDay {
    private static final int HOUR = 3600;
    private static final int DAY = 24 * HOUR;

    private final FalseAlarms.Cell cell;
    private final int services;
    private int trippedInAnHour;
    private int tripped;
    private int trippedWithNames;
    private long learning;
    private long slowed;

    FirstDay(FalseAlarms.Cell cell, int services) {
        this.cell = cell;
        this.services = services;
    }

    void run(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < services; i++) {
            one(seeds.nextLong());
        }
    }

    private void one(long seed) {
        TestSettings settings =
                TestSettings.of(
                        Objective.parse("99.9%"), FusePolicy.DEFAULT, Duration.ofSeconds(1));
        Judge blind = new Judge(settings, StableShown.NOTHING, false);
        Judge knowing = new Judge(settings, StableShown.NOTHING, true);
        Traffic traffic =
                new Traffic(
                        cell.trouble(),
                        cell.perSecond(),
                        cell.badRatio(),
                        1,
                        new SplittableRandom(seed));
        for (int second = 0; second < DAY; second++) {
            Tick tick = traffic.next();
            blind.see(tick);
            knowing.see(tick);
            if (second < 3 * HOUR) {
                learning++;
                slowed += knowing.sawBursts() ? 1 : 0;
            }
            if (second == HOUR - 1) {
                trippedInAnHour += blind.trips() + knowing.trips() > 0 ? 1 : 0;
            }
        }
        tripped += blind.trips() > 0 ? 1 : 0;
        trippedWithNames += knowing.trips() > 0 ? 1 : 0;
    }

    FalseAlarms.Cell cell() {
        return cell;
    }

    int services() {
        return services;
    }

    /** Services with a trip in the first hour, callers told apart or not. */
    int trippedInAnHour() {
        return trippedInAnHour;
    }

    /** Services with a trip in the first day, if nobody can be told apart. */
    int tripped() {
        return tripped;
    }

    /** The same if callers and pods can. */
    int trippedWithNames() {
        return trippedWithNames;
    }

    /** Share of the first three hours in which blocks counted less, as if stable had bursts. */
    double slowedRatio() {
        return (double) slowed / learning;
    }
}
