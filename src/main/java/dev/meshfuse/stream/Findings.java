package dev.meshfuse.stream;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.CanaryTests;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.Compared;
import dev.meshfuse.verdict.Finding;
import dev.meshfuse.verdict.LeaveOneOut;
import dev.meshfuse.verdict.SplitSight;
import dev.meshfuse.verdict.StableShown;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts what a watch has found into inputs of its fuse. */
final class Findings {
    private Findings() {}

    /**
     * What others hear of a finding.
     *
     * @param watch the watch it speaks of
     * @param sight what could be seen when it was found
     */
    static List<Output> say(
            Finding finding, CanaryWatch watch, SplitSight sight, Fuse fuse, Slo slo, Instant now) {
        return switch (finding) {
            case Finding.Burns burns ->
                    input(
                            new FuseInput.CanaryBurns(
                                    watch.fuse(),
                                    episodeOf(watch).id(),
                                    now,
                                    false,
                                    evidence(watch, sight, fuse, slo, now)));
            case Finding.Quiet quiet -> {
                Instant last = watch.lastCanaryAt() == null ? now : watch.lastCanaryAt();
                yield input(
                        new FuseInput.CanaryQuiet(watch.fuse(), episodeOf(watch).id(), now, last));
            }
            case Finding.Unseen unseen ->
                    input(
                            new FuseInput.CanaryUnseen(
                                    watch.fuse(),
                                    "blind/" + watch.slo().name() + "@" + unseen.since(),
                                    now,
                                    unseen.since(),
                                    unseen.reason()));
            case Finding.Holds holds ->
                    input(
                            new FuseInput.CanaryHolds(
                                    watch.fuse(),
                                    holdOf(watch).id(),
                                    now,
                                    holds.reason(),
                                    evidence(watch, sight, fuse, slo, now)));
            case Finding.Released released -> released(watch, released.reason(), now);
            case Finding.Recovered recovered -> List.of();
        };
    }

    private static List<Output> input(FuseInput input) {
        return List.of(new Output.Input(input));
    }

    private static CanaryWatch.Episode episodeOf(CanaryWatch watch) {
        CanaryWatch.Episode episode = watch.episode();
        if (episode == null) {
            throw new IllegalStateException("a finding without an episode: " + watch.slo());
        }
        return episode;
    }

    /** The end of the hold of a watch; nothing where there is none. */
    static List<Output> released(CanaryWatch watch, String reason, Instant now) {
        CanaryWatch.Hold hold = watch.hold();
        return hold == null
                ? List.of()
                : input(new FuseInput.CanaryReleased(watch.fuse(), hold.id(), now, reason));
    }

    private static CanaryWatch.Hold holdOf(CanaryWatch watch) {
        CanaryWatch.Hold hold = watch.hold();
        if (hold == null) {
            throw new IllegalStateException("a finding without a hold: " + watch.slo());
        }
        return hold;
    }

    /** What a canary did that breaches an objective, in one sentence. */
    static String summary(Slo slo, CanaryEvidence evidence) {
        long requests = evidence.blocks().stream().mapToLong(b -> b.canaryRequests()).sum();
        long bad = evidence.blocks().stream().mapToLong(b -> b.canaryBad()).sum();
        return String.format(
                Locale.ROOT,
                "The canary of %s fails more often than %s allows: %d of its last %d requests were bad; its"
                        + " limit is %.4g%% (%s times the allowed ratio).",
                slo.service().local(),
                evidence.objective(),
                bad,
                requests,
                evidence.limitRatio() * 100,
                evidence.burnLimit());
    }

    /** What speaks against the canary of a watch. */
    static CanaryEvidence evidence(
            CanaryWatch watch, SplitSight sight, Fuse fuse, Slo slo, Instant now) {
        return new CanaryEvidence(
                slo.id().local(),
                slo.objective().toString(),
                watch.tests().settings().limitRatio(),
                fuse.policy().burnLimit().toPlainString(),
                fuse.policy().falseAlarmsPer().toString(),
                watch.tests().absolute().evidence(),
                watch.stable().evidence(),
                watch.tests().settings().threshold(),
                watch.blocks().stream().map(Findings::block).toList(),
                watch.fuseGeneration(),
                watch.canaryIdentity(),
                watch.toldApartBy(),
                seen(sight.stable().visible()),
                seen(sight.canary().visible()),
                watch.rise().firstBadAt() == null ? now : watch.rise().firstBadAt(),
                now,
                comparison(watch.tests(), fuse));
    }

    private static CanaryEvidence.@Nullable Comparison comparison(CanaryTests tests, Fuse fuse) {
        StableShown.Allowed allowed = tests.allowed();
        if (allowed == null) {
            return null;
        }
        LeaveOneOut.Weakest weakest = tests.weakest();
        Compared.Interval times = tests.compared().interval();
        String rho = fuse.policy().rho().toPlainString();
        return new CanaryEvidence.Comparison(
                String.format(
                        Locale.ROOT,
                        "The canary's bad ratio is at most %s times the %.3g%% that stable shows %s.",
                        rho,
                        allowed.stableRatio() * 100,
                        allowed.now() ? "right now" : "usually"),
                allowed.badRatio(),
                allowed.stableRatio(),
                allowed.now(),
                rho,
                tests.raw().evidence(),
                weakest.nats(),
                weakest.leftOut(),
                allowed.span(),
                allowed.clustering(),
                times == null
                        ? null
                        : new CanaryEvidence.Times(times.low(), times.times(), times.high()));
    }

    private static CanaryEvidence.Seen seen(Visible visible) {
        return new CanaryEvidence.Seen(
                visible.kind(),
                visible.reason(),
                visible.targetsRead(),
                visible.targetsSilent(),
                visible.coverageRatio());
    }

    private static CanaryEvidence.Block block(Block block) {
        return new CanaryEvidence.Block(
                block.closedAt(),
                block.canary().total(),
                block.canary().bad(),
                block.stable().total(),
                block.stable().bad());
    }
}
