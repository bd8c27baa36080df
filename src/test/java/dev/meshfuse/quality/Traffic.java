package dev.meshfuse.quality;

import dev.meshfuse.verdict.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The traffic of one service whose canary gets a tenth of the requests and is as good as stable.
 */
final class Traffic {
    private static final double STABLE_TO_CANARY = 9;

    /** Errors that come together on one side. */
    private record Burst(double endsAt, double badPerSecond, int source) {}

    private final Trouble trouble;
    private final double perSecond;
    private final double badRatio;
    private final double tickSeconds;
    private final RandomGenerator random;
    private final Second second;
    private final List<Burst> canaryBursts = new ArrayList<>();
    private final List<Burst> stableBursts = new ArrayList<>();
    private double now;
    private double strikesAt;
    private double strikesUntil;
    private int who;

    /**
     * @param perSecond requests to the canary
     * @param badRatio what is bad of either side, episodes not included
     */
    Traffic(
            Trouble trouble,
            double perSecond,
            double badRatio,
            double tickSeconds,
            RandomGenerator random) {
        this.trouble = trouble;
        this.perSecond = perSecond;
        this.badRatio = badRatio;
        this.tickSeconds = tickSeconds;
        this.random = random;
        this.second = new Second(Trouble.SOURCES, trouble.pods());
        nextEpisode();
    }

    /** The next episode begins at that second; those after it follow as usual. */
    void strikeAt(double second) {
        strikesAt = second;
        strikesUntil = second + trouble.lastsSeconds(random);
    }

    Tick next() {
        second.clear();
        double canary = perSecond * tickSeconds;
        second.good(Chance.number(canary * (1 - badRatio), random));
        int stableGood = Chance.number(STABLE_TO_CANARY * canary * (1 - badRatio), random);
        second.stable(stableGood, 0);
        if (trouble.clusterSize() == 1) {
            second.bad(Chance.number(canary * badRatio, random), random);
            int bad = Chance.number(STABLE_TO_CANARY * canary * badRatio, random);
            second.stable(bad, bad);
        } else {
            bursts(canary, canaryBursts, true);
            bursts(STABLE_TO_CANARY * canary, stableBursts, false);
        }
        episode();
        now += tickSeconds;
        return second.tick();
    }

    private void bursts(double requests, List<Burst> running, boolean isCanary) {
        int size = trouble.clusterSize();
        int begun = Chance.number(requests * badRatio / size, random);
        for (int i = 0; i < begun; i++) {
            double lasts = trouble.isWithinTick() ? tickSeconds : random.nextDouble(2, 10);
            running.add(new Burst(now + lasts, size / lasts, random.nextInt(Trouble.SOURCES)));
        }
        for (Burst burst : running) {
            int bad =
                    trouble.isWithinTick()
                            ? size
                            : Chance.number(burst.badPerSecond() * tickSeconds, random);
            if (isCanary) {
                second.bad(burst.source(), bad, random);
            } else {
                second.stable(bad, bad);
            }
        }
        running.removeIf(burst -> burst.endsAt() <= now + tickSeconds);
    }

    /** Stable shows an outage a tick later, as its proxies are read at other moments. */
    private void episode() {
        if (now >= strikesAt && now < strikesUntil) {
            trouble.strikeCanary(second, who, random);
        }
        if (now >= strikesAt + tickSeconds && now < strikesUntil + tickSeconds) {
            trouble.strikeStable(second, random);
        }
        if (now >= strikesUntil + tickSeconds) {
            nextEpisode();
        }
    }

    private void nextEpisode() {
        strikesAt = now - trouble.everySeconds() * Math.log(1 - random.nextDouble());
        strikesUntil = strikesAt + trouble.lastsSeconds(random);
        who = random.nextInt(1 << 16);
    }
}
