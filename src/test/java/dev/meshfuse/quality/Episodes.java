package dev.meshfuse.quality;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.verdict.StableShown;
import dev.meshfuse.verdict.TestSettings;
import dev.meshfuse.verdict.Tick;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Months of one kind of service whose trouble comes in episodes, of which only what lies around the
 * episodes is gone through: what comes between them are independent errors, which have a row of
 * their own in {@link FalseAlarms}. So the months are cheap, and there can be hundreds.
 *
 * <p>Stable is known as after a day of independent errors. Nothing is known of its bursts, so
 * nothing that was learnt of them keeps a canary from being tripped.
 */
final class Episodes {
    private static final int EPISODES_A_MONTH = 30;
    private static final double STABLE_TO_CANARY = 9;

    /** Evidence is forgotten within some hundred blocks; a block is at least a second. */
    private static final double AROUND_SECONDS = 300;

    /** Where requests are rare blocks are longer: time for so many more requests to the canary. */
    private static final double AROUND_REQUESTS = 60;

    private final FalseAlarms.Cell cell;
    private int months;
    private int tripped;
    private int trippedWithNames;
    private long holds;

    Episodes(FalseAlarms.Cell cell) {
        this.cell = cell;
    }

    /** One more month of one more service. */
    void run(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int episodes = Chance.number(EPISODES_A_MONTH, random);
        boolean trips = false;
        boolean tripsWithNames = false;
        for (int i = 0; i < episodes; i++) {
            Judge[] judges = oneOf(random);
            trips |= judges[0].trips() > 0;
            tripsWithNames |= judges[1].trips() > 0;
            holds += judges[1].holds();
        }
        months++;
        tripped += trips ? 1 : 0;
        trippedWithNames += tripsWithNames ? 1 : 0;
    }

    private Judge[] oneOf(RandomGenerator random) {
        TestSettings settings =
                TestSettings.of(
                        Objective.parse("99.9%"), FusePolicy.DEFAULT, Duration.ofSeconds(1));
        StableShown known = Judge.afterADay(STABLE_TO_CANARY * cell.perSecond(), cell.badRatio());
        Judge blind = new Judge(settings, known, false);
        Judge knowing = new Judge(settings, known, true);
        Traffic traffic =
                new Traffic(
                        cell.trouble(),
                        cell.perSecond(),
                        cell.badRatio(),
                        1,
                        new SplittableRandom(random.nextLong()));
        double around = AROUND_SECONDS + AROUND_REQUESTS / cell.perSecond();
        traffic.strikeAt(around);
        double ends = 2 * around + cell.trouble().lastsSeconds(random);
        for (int second = 0; second < ends; second++) {
            Tick tick = traffic.next();
            blind.see(tick);
            knowing.see(tick);
        }
        return new Judge[] {blind, knowing};
    }

    FalseAlarms.Cell cell() {
        return cell;
    }

    FalseAlarms.Seen seen() {
        return new FalseAlarms.Seen(cell, months, tripped, trippedWithNames, holds, true);
    }
}
