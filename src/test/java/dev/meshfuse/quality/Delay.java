package dev.meshfuse.quality;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.verdict.StableShown;
import dev.meshfuse.verdict.TestSettings;
import dev.meshfuse.verdict.Tick;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** How long it takes to hold and to trip a canary that turns bad. */
final class Delay {
    /** A fault that is not found in this time is not found. */
    private static final int GIVEN_UP_SECONDS = 7200;

    /** Long enough that the last blocks and the callers are known. */
    private static final int SETTLED_SECONDS = 300;

    private static final double STABLE_TO_CANARY = 9;

    /**
     * A fault.
     *
     * @param perSecond requests to the canary
     * @param usualRatio what is bad of either side without it
     * @param fault share of the canary's requests that is bad with it
     * @param tickSeconds length of a tick
     */
    record Cell(
            String objective,
            double perSecond,
            double usualRatio,
            double fault,
            double tickSeconds) {}

    /**
     * Seconds from the fault to the end of the deciding tick, in ascending order; infinite where it
     * was not found.
     */
    record Found(List<Double> trips, List<Double> tripsWithNames, List<Double> holds) {
        static String medianAndP95(List<Double> sorted) {
            return text(at(sorted, 0.5)) + " / " + text(at(sorted, 0.95));
        }

        static double at(List<Double> sorted, double share) {
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
        }

        private static String text(double seconds) {
            if (seconds == Double.POSITIVE_INFINITY) {
                return "-";
            }
            return seconds < 100 ? "%.1f".formatted(seconds) : Long.toString(Math.round(seconds));
        }
    }

    private final Cell cell;
    private final TestSettings settings;

    Delay(Cell cell) {
        this.cell = cell;
        Duration tick = Duration.ofMillis(Math.round(cell.tickSeconds() * 1000));
        this.settings =
                TestSettings.of(Objective.parse(cell.objective()), FusePolicy.DEFAULT, tick);
    }

    Found run(int runs, long seed) {
        RandomGenerator seeds = new SplittableRandom(seed);
        double[] trips = new double[runs];
        double[] tripsWithNames = new double[runs];
        double[] holds = new double[runs];
        for (int run = 0; run < runs; run++) {
            double[] delays = once(new SplittableRandom(seeds.nextLong()));
            trips[run] = delays[0];
            tripsWithNames[run] = delays[1];
            holds[run] = delays[2];
        }
        return new Found(sorted(trips), sorted(tripsWithNames), sorted(holds));
    }

    private static List<Double> sorted(double[] delays) {
        return Arrays.stream(delays).sorted().boxed().toList();
    }

    private double[] once(RandomGenerator random) {
        StableShown known = Judge.afterADay(STABLE_TO_CANARY * cell.perSecond(), cell.usualRatio());
        Judge blind = new Judge(settings, known, false);
        Judge knowing = new Judge(settings, known, true);
        Second second = new Second(Trouble.SOURCES, 1);
        int settled = (int) (SETTLED_SECONDS / cell.tickSeconds());
        for (int tick = 0; tick < settled; tick++) {
            see(second, 0, random, blind, knowing);
        }
        blind.beginCounting();
        knowing.beginCounting();
        double[] delays = new double[3];
        Arrays.fill(delays, Double.POSITIVE_INFINITY);
        double part = random.nextDouble();
        double elapsed = 0;
        while (elapsed < GIVEN_UP_SECONDS
                && Arrays.stream(delays).max().getAsDouble() == Double.POSITIVE_INFINITY) {
            double affected = elapsed == 0 ? part : 1;
            see(second, affected, random, blind, knowing);
            elapsed += affected * cell.tickSeconds();
            note(delays, 0, blind.trips() > 0, elapsed);
            note(delays, 1, knowing.trips() > 0, elapsed);
            note(delays, 2, knowing.hasHeld(), elapsed);
        }
        return delays;
    }

    private static void note(double[] delays, int which, boolean found, double elapsed) {
        if (found && delays[which] == Double.POSITIVE_INFINITY) {
            delays[which] = elapsed;
        }
    }

    /** One tick, the last part of which has the fault. */
    private void see(
            Second second, double affected, RandomGenerator random, Judge blind, Judge knowing) {
        second.clear();
        double requests = cell.perSecond() * cell.tickSeconds();
        double ratio = affected * cell.fault() + (1 - affected) * cell.usualRatio();
        second.good(Chance.number(requests * (1 - ratio), random));
        second.bad(Chance.number(requests * ratio, random), random);
        int bad = Chance.number(STABLE_TO_CANARY * requests * cell.usualRatio(), random);
        int good = Chance.number(STABLE_TO_CANARY * requests * (1 - cell.usualRatio()), random);
        second.stable(good + bad, bad);
        Tick tick = second.tick();
        blind.see(tick);
        knowing.see(tick);
    }
}
