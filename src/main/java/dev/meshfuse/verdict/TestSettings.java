package dev.meshfuse.verdict;

import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Objective;
import java.time.Duration;

/**
 * What the tests of one canary are made for.
 *
 * @param limitRatio the bad ratio that a canary may show, whatever stable shows: burn limit times
 *     allowed bad ratio
 * @param rho how many times worse than stable it may be
 * @param threshold h, the evidence in nats at which something counts as shown: ln(period / tick).
 *     By Shin, Ramdas and Rinaldo, "E-detectors", arXiv:2203.03532, the mean time to a false alarm
 *     at the border is at least the period
 * @param tickSeconds length of a tick
 */
public record TestSettings(double limitRatio, double rho, double threshold, double tickSeconds) {
    /** Settings for an objective under a policy. */
    public static TestSettings of(Objective objective, FusePolicy policy, Duration tick) {
        AbsoluteTest absolute = AbsoluteTest.start(objective, policy, tick);
        return new TestSettings(
                absolute.limitRatio(),
                policy.rho().doubleValue(),
                absolute.threshold(),
                tick.toMillis() / 1000.0);
    }

    /** H: what one of the three bets must reach when the others stay at nothing. */
    double alone() {
        return threshold + Math.log(Bet.STAKES);
    }

    /** Whether evidence is enough. */
    boolean passes(double nats) {
        return nats >= threshold - AbsoluteTest.ROUNDING;
    }
}
