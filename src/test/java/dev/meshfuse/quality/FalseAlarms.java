package dev.meshfuse.quality;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.verdict.StableShown;
import dev.meshfuse.verdict.TestSettings;
import dev.meshfuse.verdict.Tick;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How often the canary of one kind of service is held and tripped though it is as good as stable:
 * months of ticks, each after a day of history.
 *
 * <p>The objective is 99.9 %. A looser one has a higher limit, so test A fires later and trips can
 * only be fewer; holds do not depend on it.
 */
final class FalseAlarms {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long MONTH = Duration.ofDays(30).toSeconds();

    /**
     * A kind of service.
     *
     * @param perSecond requests to its canary
     * @param badRatio what is bad of either side, episodes not included
     */
    record Cell(Trouble trouble, double perSecond, double badRatio) {}

    /**
     * What months of one kind of service have shown.
     *
     * @param tripped services of which a canary was tripped, if nobody can be told apart
     * @param trippedWithNames the same if callers and pods can
     * @param onlyEpisodes whether only what lies around episodes was gone through
     */
    record Seen(
            Cell cell,
            int months,
            int tripped,
            int trippedWithNames,
            long holds,
            boolean onlyEpisodes) {
        double holdsPerMonth() {
            return (double) holds / months;
        }
    }

    private final Cell cell;
    private int months;
    private int tripped;
    private int trippedWithNames;
    private long holds;

    FalseAlarms(Cell cell) {
        this.cell = cell;
    }

    /** One more month of one more service. */
    void run(long seed) {
        TestSettings settings = TestSettings.of(Objective.parse("99.9%"), FusePolicy.DEFAULT, TICK);
        Judge blind = new Judge(settings, StableShown.NOTHING, false);
        Judge knowing = new Judge(settings, StableShown.NOTHING, true);
        Traffic traffic =
                new Traffic(
                        cell.trouble(),
                        cell.perSecond(),
                        cell.badRatio(),
                        1,
                        new SplittableRandom(seed));
        for (long second = 0; second < DAY + MONTH; second++) {
            if (second == DAY) {
                blind.beginCounting();
                knowing.beginCounting();
            }
            Tick tick = traffic.next();
            blind.see(tick);
            knowing.see(tick);
        }
        months++;
        tripped += blind.trips() > 0 ? 1 : 0;
        trippedWithNames += knowing.trips() > 0 ? 1 : 0;
        holds += knowing.holds();
    }

    Cell cell() {
        return cell;
    }

    Seen seen() {
        return new Seen(cell, months, tripped, trippedWithNames, holds, false);
    }
}
