package dev.meshfuse.stream;

import dev.meshfuse.budget.Endings;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.Slot;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Sli;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.EvidenceState;
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
import org.jspecify.annotations.Nullable;

/** Everything that is known of one service: its counts, and the evidence against its canaries. */
final class ServiceLedger {
    /**
     * A reading that is older when it is processed feeds the budget, but is no evidence: the mesh
     * has moved on.
     */
    static final Duration EVIDENCE_AGE = Duration.ofSeconds(10);

    private record WatchKey(ResourceId fuse, ResourceId slo) {}

    /**
     * What is defined of this service.
     *
     * @param all of which it is a part
     */
    private record Defined(Definitions all, List<ResolvedFuse> fuses, List<Slo> slos) {}

    private final ResourceId service;
    private final Duration block;
    private final LedgerStore store;
    private final ServiceCounts counts;
    private final Map<ResourceId, BlockCollector> collectors = new HashMap<>();
    private final Map<WatchKey, CanaryWatch> watches = new HashMap<>();
    private final SloStates states = new SloStates();
    private final Map<WatchKey, EvidenceState> saidOfEvidence = new HashMap<>();
    private final Sights sights = new Sights();
    private final Endings endings = new Endings(ServiceCounts.WINDOWS.getLast());
    private Defined defined = new Defined(Definitions.NONE, List.of(), List.of());

    /**
     * @param block length of a block of evidence
     */
    ServiceLedger(ResourceId service, Duration block, LedgerStore store) {
        this.service = service;
        this.block = block;
        this.store = store;
        this.counts = new ServiceCounts(service, store);
    }

    /** Puts back a slot that was kept. */
    void restore(long slot, Slot kept) {
        counts.restore(slot, kept);
    }

    /** Puts back who reports what. */
    void restore(EdgeReporters kept) {
        counts.restore(kept);
    }

    /** Puts back evidence that was kept. */
    void restore(CanaryWatch kept) {
        watches.put(new WatchKey(kept.fuse(), kept.slo()), kept);
    }

    /** Takes in what one reading added. */
    void take(ServiceIncrements added, Instant now, Definitions definitions) {
        counts.advance(now);
        if (added.ended() != null) {
            endings.add(added.ended());
        }
        if (added.isTargetGone()) {
            sights.gone(added.target());
            counts.gone(added.target());
            return;
        }
        sights.take(added);
        List<ServiceCounts.Classified> classified = counts.take(added);
        if (!isFresh(added, now)) {
            return;
        }
        for (Edge edge : added.edges()) {
            boolean counted = counts.showsCaller(edge, added.at());
            collectors(
                    definitions,
                    (collector, split) -> {
                        if (split.rule()
                                .wouldShowCanary(edge.isAtDestination(), counted, added.pod())) {
                            collector.readCallers();
                        }
                    });
        }
        for (ServiceCounts.Classified one : classified) {
            if (one.increment().count() > 0) {
                collect(one, added, definitions);
            }
        }
    }

    /** Ends a block of evidence: judges, and says what has changed. */
    List<Output> closeBlock(Instant now, Definitions definitions) {
        counts.advance(now);
        counts.forget(now);
        sights.forget(now);
        endings.forget(now);
        List<Output> said = new ArrayList<>();
        Set<WatchKey> live = new HashSet<>();
        for (ResolvedFuse fuse : of(definitions).fuses()) {
            if (fuse.split() instanceof Split.Resolved split
                    && fuse.fuse().triggers().contains(Fuse.Trigger.Evidence)) {
                for (Slo slo : definitions.slosOf(fuse.fuse())) {
                    live.add(new WatchKey(fuse.fuse().id(), slo.id()));
                    judge(fuse.fuse(), slo, split, now, said);
                }
            }
        }
        forgetWatchesBut(live, now, said);
        collectors.clear();
        Visible seen = sights.service(now);
        Tally sinceBlock = counts.drain();
        boolean hasFuse = !of(definitions).fuses().isEmpty();
        for (Slo slo : of(definitions).slos()) {
            said.add(
                    new Output.Counted(
                            slo.id(), slo.objective().target(), Sli.of(sinceBlock, slo).counts()));
            sayState(slo, seen, hasFuse, now, said);
        }
        return said;
    }

    /** The objectives whose state was said from here. */
    Set<ResourceId> slosSaid() {
        return states.said();
    }

    /** Looked up again only when they have changed: they are asked for with every reading. */
    @SuppressWarnings("ReferenceEquality") // to compare them would cost more than to look up
    private Defined of(Definitions current) {
        if (defined.all() != current) {
            defined = new Defined(current, current.fusesOf(service), current.slosOf(service));
        }
        return defined;
    }

    /** What was gained over a longer time than a few blocks says little of any of them. */
    private boolean isFresh(ServiceIncrements added, Instant now) {
        Instant oldest = now.minus(EVIDENCE_AGE);
        return !added.at().isBefore(oldest)
                && !added.since().isBefore(oldest.minus(block.multipliedBy(2)));
    }

    /** What may be taken back is no evidence yet, unless only servers tell the side. */
    private void collect(
            ServiceCounts.Classified one, ServiceIncrements added, Definitions definitions) {
        boolean settled = counts.isSettled(one.increment().edge(), added.at());
        collectors(
                definitions,
                (collector, split) -> {
                    if (settled || split.rule().needsDestination()) {
                        collector.add(
                                added.at(), one.increment(), one.request(), added.pod(), split);
                    }
                });
    }

    private void collectors(
            Definitions definitions, BiConsumer<BlockCollector, Split.Resolved> action) {
        for (ResolvedFuse fuse : of(definitions).fuses()) {
            if (fuse.split() instanceof Split.Resolved split) {
                action.accept(
                        collectors.computeIfAbsent(fuse.fuse().id(), id -> new BlockCollector()),
                        split);
            }
        }
    }

    private void judge(Fuse fuse, Slo slo, Split.Resolved split, Instant now, List<Output> said) {
        WatchKey key = new WatchKey(fuse.id(), slo.id());
        CanaryWatch fresh = CanaryWatch.begin(fuse, slo, split, block);
        CanaryWatch before = watches.get(key);
        if (before != null && !before.isOf(fresh)) {
            said.addAll(Findings.superseded(before, service, now));
            before = null;
        }
        BlockCollector collector = collectors.getOrDefault(fuse.id(), new BlockCollector());
        SplitSight sight = sights.of(split, now);
        CanaryWatch.Step step =
                (before == null ? fresh : before)
                        .close(collector.close(now, slo.counting()), sight.tooLittle());
        watches.put(key, step.next());
        store.putWatch(service, step.next());
        step.findings()
                .forEach(finding ->
                        said.addAll(Findings.say(finding, step.subject(), sight, fuse, slo, now)));
        EvidenceState state = EvidenceState.of(step.next(), sight, now);
        if (!state.saysTheSameAs(saidOfEvidence.put(key, state))) {
            said.add(new Output.EvidenceSeen(state));
        }
    }

    private void forgetWatchesBut(Set<WatchKey> live, Instant now, List<Output> said) {
        watches.entrySet()
                .removeIf(entry -> {
                    if (live.contains(entry.getKey())) {
                        return false;
                    }
                    said.addAll(Findings.superseded(entry.getValue(), service, now));
                    store.deleteWatch(service, entry.getValue());
                    saidOfEvidence.remove(entry.getKey());
                    return true;
                });
    }

    private void sayState(
            Slo slo, Visible seen, boolean everyBlock, Instant now, List<Output> said) {
        SloState.Episode episode = episodeOf(slo);
        states.look(
                        slo,
                        seen,
                        episode,
                        everyBlock,
                        now,
                        () ->
                                SloState.of(
                                        slo,
                                        counts.rolling(),
                                        seen,
                                        endings.unread(),
                                        counts.problems(),
                                        episode,
                                        now))
                .ifPresent(state -> said.add(new Output.SloSeen(state)));
    }

    private SloState.@Nullable Episode episodeOf(Slo slo) {
        return watches.values().stream()
                .filter(watch -> watch.slo().equals(slo.id()))
                .map(CanaryWatch::episode)
                .filter(episode -> episode != null)
                .map(episode -> new SloState.Episode(episode.id(), episode.openedAt()))
                .findFirst()
                .orElse(null);
    }
}
