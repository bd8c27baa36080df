package dev.meshfuse.quality;

import dev.meshfuse.verdict.CanaryTests;
import dev.meshfuse.verdict.StableShown;
import dev.meshfuse.verdict.TestSettings;
import dev.meshfuse.verdict.Tick;
import java.util.Map;

/** The production tests of one canary, and how often they held and tripped. */
final class Judge {
    private final boolean knowsNames;
    private final TestSettings settings;
    private CanaryTests tests;
    private boolean held;
    private int holds;
    private int trips;

    /**
     * @param knowsNames whether it can tell callers and pods apart
     */
    Judge(TestSettings settings, StableShown stable, boolean knowsNames) {
        this.settings = settings;
        this.knowsNames = knowsNames;
        this.tests = CanaryTests.start(settings, stable);
    }

    void see(Tick tick) {
        tests =
                tests.after(
                        knowsNames
                                ? tick
                                : new Tick(tick.canary(), tick.stable(), Map.of(), Map.of()));
        if (held ? !tests.staysWorse() : tests.isWorse()) {
            held = !held;
            holds += held ? 1 : 0;
        }
        if (tests.convicts()) {
            trips++;
            tests = CanaryTests.start(settings, tests.stable());
            held = false;
        }
    }

    /** What was seen so far was history. */
    void beginCounting() {
        holds = 0;
        trips = 0;
    }

    /** Whether stable's errors were taken to run across blocks when the last one was weighed. */
    boolean sawBursts() {
        StableShown.Allowed allowed = tests.allowed();
        return allowed != null && allowed.span() > 1;
    }

    boolean hasHeld() {
        return holds > 0;
    }

    int holds() {
        return holds;
    }

    int trips() {
        return trips;
    }

    /** What a day of such traffic teaches of stable. */
    static StableShown afterADay(double stablePerSecond, double badRatio) {
        double requests = stablePerSecond * 86_400 * (1 - Math.exp(-1));
        StableShown none = StableShown.NOTHING;
        return new StableShown(
                requests,
                requests * badRatio,
                none.recent(),
                none.ticks(),
                none.blocks(),
                none.bursts());
    }
}
