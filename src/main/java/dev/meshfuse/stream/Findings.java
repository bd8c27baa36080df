package dev.meshfuse.stream;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.Finding;
import dev.meshfuse.verdict.SplitSight;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

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
                                    burns.stableToo(),
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
                watch.canary().limitRatio(),
                fuse.policy().burnLimit().toPlainString(),
                fuse.policy().falseAlarmsPer().toString(),
                watch.canary().evidence(),
                watch.stable().evidence(),
                watch.canary().threshold(),
                watch.blocks().stream().map(Findings::block).toList(),
                watch.fuseGeneration(),
                watch.canaryIdentity(),
                watch.toldApartBy(),
                seen(sight.stable().visible()),
                seen(sight.canary().visible()),
                watch.firstBadAt() == null ? now : watch.firstBadAt(),
                now);
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
