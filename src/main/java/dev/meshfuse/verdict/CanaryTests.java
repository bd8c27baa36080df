package dev.meshfuse.verdict;

import org.jspecify.annotations.Nullable;

/**
 * The running evidence: is the canary above its limit (A), is it worse than stable (B), and would
 * it be so without any one caller and any one pod (the copies of B). Immutable; each tick makes the
 * next. Everything is in nats, so that nothing is too small or too large to be kept.
 *
 * <p>What a block counts at most, with H = h + ln 3: H/1.5 for B if at least 0.9 of it is bad, else
 * H/3; for the copies H/2.5 in a total failure, else H/6. So a trip takes six bad blocks, or three
 * of a total failure: one that goes on for eight requests or five seconds. A pod of two that fails
 * cannot look like one, two of two requests can.
 *
 * @param settings what it is made for
 * @param absolute A
 * @param raw B with all that was seen, which is enough to hold
 * @param whole the copy of B that leaves nobody out; it is what decides where nobody can be told
 *     apart
 * @param sources copies of B without one caller
 * @param pods copies of B without one of the canary's pods
 * @param failing how long nearly everything has failed
 * @param stable what stable shows
 * @param open ticks that are not weighed yet
 * @param compared canary and stable side by side, for people
 * @param allowed what the canary was allowed in the last block in which it could be compared, or
 *     null
 */
public record CanaryTests(
        TestSettings settings,
        AbsoluteTest absolute,
        Bet raw,
        Bet whole,
        LeaveOneOut sources,
        LeaveOneOut pods,
        Failing failing,
        StableShown stable,
        OpenBlock open,
        Compared compared,
        StableShown.@Nullable Allowed allowed) {
    /** Share of a block that is bad when nearly everything fails; chosen. */
    private static final double NEARLY_ALL = 0.9;

    private static final long TOTAL_REQUESTS = 8;
    private static final double TOTAL_SECONDS = 5;

    /**
     * Blocks in a row in which nearly everything has failed.
     *
     * @param requests in them
     * @param seconds they have lasted
     */
    public record Failing(long requests, double seconds) {
        static final Failing NOT = new Failing(0, 0);

        Failing after(Shown canary, double blockSeconds) {
            return canary.badRatio() >= NEARLY_ALL
                    ? new Failing(requests + canary.requests(), seconds + blockSeconds)
                    : NOT;
        }

        boolean isTotal() {
            return requests >= TOTAL_REQUESTS || seconds >= TOTAL_SECONDS;
        }
    }

    /** Tests that have seen nothing of the canary, beside what is known of stable. */
    public static CanaryTests start(TestSettings settings, StableShown stable) {
        return new CanaryTests(
                settings,
                AbsoluteTest.start(settings),
                Bet.NONE,
                Bet.NONE,
                LeaveOneOut.NOBODY,
                LeaveOneOut.NOBODY,
                Failing.NOT,
                stable,
                OpenBlock.EMPTY,
                Compared.NONE,
                null);
    }

    /** The tests without evidence against the canary: it was acted on. */
    CanaryTests fromZero() {
        return new CanaryTests(
                settings,
                absolute.fromZero(),
                Bet.NONE,
                Bet.NONE,
                sources.fromZero(),
                pods.fromZero(),
                Failing.NOT,
                stable,
                OpenBlock.EMPTY,
                compared,
                allowed);
    }

    /** The tests after one more tick. What is usual of stable never contains the tick itself. */
    public CanaryTests after(Tick tick) {
        OpenBlock grown = open.plus(tick);
        CanaryTests next =
                grown.ends(settings.tickSeconds())
                        ? weigh(grown)
                        : new CanaryTests(
                                settings, absolute, raw, whole, sources, pods, failing, stable,
                                grown, compared, allowed);
        return new CanaryTests(
                settings,
                next.absolute,
                next.raw,
                next.whole,
                next.sources,
                next.pods,
                next.failing,
                next.stable.after(tick, settings.tickSeconds()),
                next.open,
                compared.after(tick, settings.tickSeconds()),
                next.allowed);
    }

    /** Whether users of the canary are hurt. */
    public boolean usersHurt() {
        return absolute.fires();
    }

    /** Whether the canary is worse than stable, by all that was seen. */
    public boolean isWorse() {
        return settings.passes(raw.evidence());
    }

    /** Whether a hold that rests on it goes on: until half of the evidence has decayed. */
    public boolean staysWorse() {
        return raw.evidence() >= settings.threshold() / 2;
    }

    /** Whether users being hurt goes on, in the same way. */
    public boolean staysHurt() {
        return absolute.evidence() >= settings.threshold() / 2;
    }

    /** Whether it would be worse without any one caller and any one pod, too. */
    public boolean isWorseWithoutAnyone() {
        return settings.passes(weakest().nats());
    }

    /** Whether users are hurt, and by the canary: evidence for taking it out of traffic. */
    public boolean convicts() {
        return usersHurt() && isWorseWithoutAnyone();
    }

    /** The smallest copy of B, and who is left out in it. */
    public LeaveOneOut.Weakest weakest() {
        LeaveOneOut.Weakest nobody = new LeaveOneOut.Weakest("", whole.evidence());
        LeaveOneOut.Weakest bySource = sources.tellsApart() ? sources.weakest() : nobody;
        if (!pods.tellsApart()) {
            return bySource;
        }
        LeaveOneOut.Weakest byPod = pods.weakest();
        return sources.tellsApart() && bySource.nats() <= byPod.nats() ? bySource : byPod;
    }

    private CanaryTests weigh(OpenBlock block) {
        Tick seen = block.seen();
        double seconds = block.ticks() * settings.tickSeconds();
        StableShown shown = stable.withBlock(seen.stable(), block.ticks());
        LeaveOneOut.Parts callers = new LeaveOneOut.Parts(seen.canary(), seen.bySource(), seconds);
        LeaveOneOut.Parts answering = new LeaveOneOut.Parts(seen.canary(), seen.byPod(), seconds);
        CanaryTests noted =
                new CanaryTests(
                        settings,
                        seen.canary().requests() == 0
                                ? absolute
                                : absolute.step(seen.canary().requests(), seen.canary().bad()),
                        raw,
                        whole,
                        sources.noting(callers, whole),
                        pods.noting(answering, whole),
                        failing,
                        shown,
                        OpenBlock.EMPTY,
                        compared,
                        allowed);
        return seen.canary().requests() > 0 && block.comparable()
                ? noted.bet(seen.canary(), seconds, callers, answering)
                : noted;
    }

    private CanaryTests bet(
            Shown canary, double seconds, LeaveOneOut.Parts callers, LeaveOneOut.Parts answering) {
        StableShown.Allowed now = stable.allowed(settings.rho(), settings.tickSeconds());
        Failing next = failing.after(canary, seconds);
        Weights weights = new Weights(settings.alone(), now, next.isTotal());
        Bet all = whole.after(canary.badRatio(), weights.ofCopy(canary.badRatio()));
        return new CanaryTests(
                settings,
                absolute,
                raw.after(canary.badRatio(), weights.ofAll(canary.badRatio())),
                all,
                sources.after(callers, weights::ofCopy, all, settings.threshold()),
                pods.after(answering, weights::ofCopy, all, settings.threshold()),
                next,
                stable,
                open,
                compared,
                now);
    }

    /** How much a block counts. */
    private record Weights(double alone, StableShown.Allowed allowed, boolean total) {
        Bet.Terms ofAll(double badRatio) {
            return terms(badRatio >= NEARLY_ALL ? alone / 1.5 : alone / 3);
        }

        Bet.Terms ofCopy(double badRatio) {
            return terms(total && badRatio >= NEARLY_ALL ? alone / 2.5 : alone / 6);
        }

        private Bet.Terms terms(double cap) {
            return new Bet.Terms(allowed.badRatio(), cap, allowed.span(), alone + 1);
        }
    }
}
