package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.event.CanaryEvidence;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.EvidenceState;
import dev.meshfuse.verdict.Finding;
import dev.meshfuse.verdict.SplitSight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The evidence against the canaries of one service. */
final class ServiceCanaries {
    /**
     * A reading that is older when it is processed feeds the budget, but is no evidence: the mesh
     * has moved on.
     */
    static final Duration EVIDENCE_AGE = Duration.ofSeconds(10);

    private record WatchKey(ResourceId fuse, ResourceId slo) {}

    /**
     * A canary that burns.
     *
     * @param cause what it is to the breach of its objective
     * @param evidence what speaks against it
     */
    record Burning(
            ResourceId fuse, ResourceId slo, BreachWatch.Cause cause, CanaryEvidence evidence) {}

    /**
     * What a block has shown.
     *
     * @param said what others hear
     * @param burning the canaries that burn
     * @param ended why those that burnt do so no longer, by objective
     * @param shown the numbers, for fuses that budgets or alerts may trip
     */
    record Closed(
            List<Output> said,
            List<Burning> burning,
            Map<ResourceId, String> ended,
            List<ServiceBurns.Shown> shown) {
        static Closed empty() {
            return new Closed(
                    new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new ArrayList<>());
        }
    }

    private final ResourceId service;
    private final Duration block;
    private final LedgerStore store;
    private final Awaited awaited;
    private final DownCanaries downs = new DownCanaries();
    private final Map<ResourceId, BlockCollector> collectors = new HashMap<>();
    private final Map<ResourceId, TrackCoverage> coverages = new HashMap<>();
    private final Map<WatchKey, CanaryWatch> watches = new HashMap<>();
    private final Map<WatchKey, EvidenceState> said = new HashMap<>();
    private final TripProofs proofs;

    /**
     * @param block length of a block of evidence
     */
    ServiceCanaries(ResourceId service, Duration block, LedgerStore store) {
        this.service = service;
        this.block = block;
        this.store = store;
        this.proofs = new TripProofs(block);
        this.awaited = new Awaited(block);
    }

    /** Puts back evidence that was kept. */
    void restore(CanaryWatch kept) {
        watches.put(new WatchKey(kept.fuse(), kept.slo()), kept);
    }

    /** Takes in what one reading added. */
    void take(
            ServiceIncrements added,
            List<ServiceCounts.Classified> classified,
            ServiceCounts counts,
            List<ResolvedFuse> fuses,
            Instant now) {
        if (fuses.isEmpty() || !isFresh(added, now)) {
            return;
        }
        downs.take(added);
        for (Edge edge : added.edges()) {
            boolean counted = counts.showsCaller(edge, added.span());
            collectors(
                    fuses,
                    (collector, split) -> {
                        TrackRule rule = split.rule();
                        if (rule.wouldShowCanary(edge.isAtDestination(), counted, added.pod())) {
                            collector.readCallers();
                        }
                        if (rule.tellsOfSides(edge.isAtDestination(), counted, added.pod())) {
                            awaited.read(
                                    added.target(),
                                    Duration.between(added.since(), added.at()),
                                    now);
                        }
                    });
        }
        for (ServiceCounts.Classified one : classified) {
            if (one.increment().count() > 0 || one.increment().latency() != null) {
                collect(one, added, counts, fuses);
            }
        }
    }

    /** A proxy has gone. */
    void gone(String target) {
        awaited.gone(target);
    }

    /** Whether the block ends with the reading that was taken in last. */
    boolean isBlockComplete(Instant now) {
        return awaited.isComplete(now);
    }

    /** Whether the block ends by the clock. */
    boolean isBlockOver(Instant now) {
        return awaited.isOver(now);
    }

    /** Ends a block of evidence: judges, and says what has changed. */
    Closed closeBlock(
            List<ResolvedFuse> fuses, Definitions definitions, Sights sights, Instant now) {
        awaited.closed(now);
        Closed closed = Closed.empty();
        Set<WatchKey> watched = new HashSet<>();
        Set<WatchKey> resting = new HashSet<>();
        for (ResolvedFuse fuse : fuses) {
            List<Slo> slos = definitions.slosOf(fuse.fuse());
            if (fuse.fuse().triggers().contains(Fuse.Trigger.Evidence)) {
                slos.forEach(slo -> watched.add(new WatchKey(fuse.fuse().id(), slo.id())));
            }
            switch (fuse.split()) {
                case Split.Resolved split -> judge(fuse.fuse(), slos, split, sights, closed, now);
                case Split.Unresolved unresolved ->
                        slos.forEach(slo -> resting.add(new WatchKey(fuse.fuse().id(), slo.id())));
            }
        }
        closed.said().addAll(downs.closeBlock(fuses, this::canaryAnswers, now));
        rest(resting, closed, now);
        forgetBut(watched, fuses, closed, now);
        collectors.clear();
        return closed;
    }

    private boolean canaryAnswers(ResourceId fuse) {
        BlockCollector collector = collectors.get(fuse);
        return collector != null && collector.canaryAnswers();
    }

    private void judge(
            Fuse fuse,
            List<Slo> slos,
            Split.Resolved split,
            Sights sights,
            Closed closed,
            Instant now) {
        BlockCollector collector = collectors.getOrDefault(fuse.id(), new BlockCollector());
        TrackCoverage lately = coverages.computeIfAbsent(fuse.id(), id -> new TrackCoverage());
        lately.close(collector, now);
        SplitSight sight = sights.of(split, lately, now);
        for (Slo slo : slos) {
            BlockCollector.Closed block = collector.close(now, slo);
            closed.said().add(counted(fuse, slo, block.block()));
            if (fuse.triggers().contains(Fuse.Trigger.Evidence)) {
                judge(fuse, slo, split, block, sight, closed);
            }
            if (fuse.triggers().contains(Fuse.Trigger.Budget)
                    || fuse.triggers().contains(Fuse.Trigger.Alerts)) {
                closed.shown().add(new ServiceBurns.Shown(fuse, slo, split, block.block(), sight));
            }
        }
        slos.stream()
                .findFirst()
                .ifPresent(slo -> prove(fuse, slo, collector.close(now, slo), closed));
    }

    private static Output counted(Fuse fuse, Slo slo, Block block) {
        return new Output.TracksCounted(
                fuse.id(), slo.id(), block.stable(), block.canary(), block.unattributed());
    }

    /** All objectives of a fuse are about the same requests; one is enough to see them stop. */
    private void prove(Fuse fuse, Slo slo, BlockCollector.Closed block, Closed closed) {
        CanaryWatch watch = watches.get(new WatchKey(fuse.id(), slo.id()));
        if (watch != null) {
            proofs.close(
                            watch,
                            block.tick(),
                            store.unprovenTrip(fuse.id()),
                            block.block().closedAt())
                    .ifPresent(input -> closed.said().add(new Output.Input(input)));
        }
    }

    /** What was gained over a longer time than a few blocks says little of any of them. */
    private boolean isFresh(ServiceIncrements added, Instant now) {
        Instant oldest = now.minus(EVIDENCE_AGE);
        return !added.at().isBefore(oldest)
                && !added.since().isBefore(oldest.minus(block.multipliedBy(2)));
    }

    /** What may be taken back is no evidence yet, unless only servers tell the side. */
    private void collect(
            ServiceCounts.Classified one,
            ServiceIncrements added,
            ServiceCounts counts,
            List<ResolvedFuse> fuses) {
        boolean settled = counts.isSettled(one.increment().edge(), added.span());
        collectors(
                fuses,
                (collector, split) -> {
                    if (settled || split.rule().needsDestination()) {
                        collector.add(added, one.increment(), one.request(), split);
                    }
                });
    }

    private void collectors(
            List<ResolvedFuse> fuses, BiConsumer<BlockCollector, Split.Resolved> action) {
        for (ResolvedFuse fuse : fuses) {
            if (fuse.split() instanceof Split.Resolved split) {
                action.accept(
                        collectors.computeIfAbsent(fuse.fuse().id(), id -> new BlockCollector()),
                        split);
            }
        }
    }

    private void judge(
            Fuse fuse,
            Slo slo,
            Split.Resolved split,
            BlockCollector.Closed block,
            SplitSight sight,
            Closed closed) {
        Instant now = block.block().closedAt();
        WatchKey key = new WatchKey(fuse.id(), slo.id());
        CanaryWatch fresh = CanaryWatch.begin(fuse, slo, split, this.block);
        CanaryWatch before = watches.get(key);
        if (before != null && !before.isOf(fresh)) {
            closed.ended().put(slo.id(), "the canary or the fuse was replaced by another");
            closed.said()
                    .addAll(Findings.released(before, "The canary or the fuse was replaced.", now));
            before = fresh.knowing(before);
        }
        CanaryWatch.Step step =
                (before == null ? fresh : before)
                        .close(block.block(), block.tick(), sight.tooLittle());
        CanaryWatch next = step.next();
        watches.put(key, next);
        store.putWatch(service, next);
        for (Finding finding : step.findings()) {
            if (finding instanceof Finding.Recovered recovered) {
                closed.ended().put(slo.id(), recovered.reason());
            }
            closed.said().addAll(Findings.say(finding, step.subject(), sight, fuse, slo, now));
        }
        CanaryWatch.Episode episode = next.episode();
        if (episode != null) {
            BreachWatch.Cause cause =
                    new BreachWatch.Cause(
                            fuse.id().local(), Severity.Page, Duration.ZERO, episode.id());
            CanaryEvidence evidence = Findings.evidence(next, sight, fuse, slo, now);
            closed.burning().add(new Burning(fuse.id(), slo.id(), cause, evidence));
        }
        EvidenceState state = EvidenceState.of(next, sight, now);
        if (!state.saysTheSameAs(said.get(key))) {
            said.put(key, state);
            closed.said().add(new Output.EvidenceSeen(state));
        }
    }

    /** Between two canaries: what is known of stable is kept for the next. */
    private void rest(Set<WatchKey> resting, Closed closed, Instant now) {
        for (WatchKey key : resting) {
            said.remove(key);
            CanaryWatch watch = watches.get(key);
            if (watch != null && !watch.afresh().equals(watch)) {
                String reason = "the sides of the split are not told apart any more";
                closed.ended().put(key.slo(), reason);
                closed.said()
                        .addAll(
                                Findings.released(
                                        watch,
                                        "The sides of the split are not told apart any more.",
                                        now));
                CanaryWatch next = watch.afresh();
                watches.put(key, next);
                store.putWatch(service, next);
            }
        }
    }

    /** A fuse that is not defined any more can be told nothing. */
    private void forgetBut(
            Set<WatchKey> live, List<ResolvedFuse> fuses, Closed closed, Instant now) {
        List<ResourceId> defined = fuses.stream().map(fuse -> fuse.fuse().id()).toList();
        watches.entrySet()
                .removeIf(entry -> {
                    if (live.contains(entry.getKey())) {
                        return false;
                    }
                    closed.ended().put(entry.getKey().slo(), "the fuse does not watch it any more");
                    if (defined.contains(entry.getKey().fuse())) {
                        String reason = "The fuse does not watch it any more.";
                        closed.said().addAll(Findings.released(entry.getValue(), reason, now));
                    }
                    store.deleteWatch(service, entry.getValue());
                    said.remove(entry.getKey());
                    return true;
                });
        proofs.retain(live.stream().map(WatchKey::fuse).toList());
        coverages.keySet().retainAll(defined);
    }
}
