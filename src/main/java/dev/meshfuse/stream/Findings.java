package dev.meshfuse.stream;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts what a watch has found into events and inputs of its fuse. */
final class Findings {
    private static final String PAGE = "page";

    private Findings() {}

    static List<Output> say(Finding finding, CanaryWatch watch, Fuse fuse, Slo slo, Instant now) {
        CanaryWatch.Episode episode = watch.episode();
        if (episode == null) {
            throw new IllegalStateException("a finding without an episode: " + finding);
        }
        List<Output> said = new ArrayList<>();
        switch (finding) {
            case Finding.Burns burns -> {
                CanaryEvidence evidence = evidence(watch, fuse, slo, now);
                if (burns.opens()) {
                    said.add(new Output.Breach(breached(watch, episode.id(), slo, evidence, now)));
                }
                said.add(
                        new Output.Input(
                                new FuseInput.CanaryBurns(
                                        watch.fuse(),
                                        episode.id(),
                                        now,
                                        burns.stableToo(),
                                        evidence)));
            }
            case Finding.Quiet quiet -> {
                Instant last = watch.lastCanaryAt() == null ? now : watch.lastCanaryAt();
                said.add(
                        new Output.Input(
                                new FuseInput.CanaryQuiet(watch.fuse(), episode.id(), now, last)));
            }
            case Finding.Recovered recovered ->
                    said.add(
                            recovered(watch, episode.id(), slo.service(), recovered.reason(), now));
        }
        return said;
    }

    /** The watch's definition or canary is gone; so is its breach. */
    static List<Output> superseded(CanaryWatch watch, ResourceId service, Instant now) {
        CanaryWatch.Episode episode = watch.episode();
        return episode == null
                ? List.of()
                : List.of(
                        recovered(
                                watch,
                                episode.id(),
                                service,
                                "the canary or the fuse was replaced by another",
                                now));
    }

    private static SloEvent breached(
            CanaryWatch watch, String episode, Slo slo, CanaryEvidence evidence, Instant now) {
        long requests = watch.blocks().stream().mapToLong(b -> b.canary().total()).sum();
        long bad = watch.blocks().stream().mapToLong(b -> b.canary().bad()).sum();
        String summary =
                String.format(
                        Locale.ROOT,
                        "The canary of %s fails more often than %s allows: %d of its last %d requests were bad; its"
                                + " limit is %.4g%% (%s times the allowed ratio).",
                        slo.service().local(),
                        evidence.objective(),
                        bad,
                        requests,
                        evidence.limitRatio() * 100,
                        evidence.burnLimit());
        return new SloEvent(
                SloEvent.Type.BREACHED,
                slo.id(),
                slo.service(),
                episode,
                1,
                now,
                PAGE,
                watch.fuse().local(),
                summary,
                evidence);
    }

    private static Output.Breach recovered(
            CanaryWatch watch, String episode, ResourceId service, String reason, Instant now) {
        return new Output.Breach(
                new SloEvent(
                        SloEvent.Type.RECOVERED,
                        watch.slo(),
                        service,
                        episode,
                        2,
                        now,
                        PAGE,
                        watch.fuse().local(),
                        "The breach of " + watch.slo().local() + " is over: " + reason + ".",
                        null));
    }

    private static CanaryEvidence evidence(CanaryWatch watch, Fuse fuse, Slo slo, Instant now) {
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
                watch.firstBadAt() == null ? now : watch.firstBadAt(),
                now);
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
