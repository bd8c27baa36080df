package dev.meshfuse.stream;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.Slot;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.sli.YoungEdges;
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
    /** Resolution of the counts. */
    static final Duration SLOT = Duration.ofSeconds(10);

    /** Both windows of the workbook's fastest page (SRE workbook, chapter 5, table 5-8). */
    static final List<Duration> WINDOWS = List.of(Duration.ofMinutes(5), Duration.ofHours(1));

    /**
     * A reading that is older when it is processed feeds the budget, but is no evidence: the mesh
     * has moved on.
     */
    static final Duration EVIDENCE_AGE = Duration.ofSeconds(10);

    private record WatchKey(ResourceId fuse, ResourceId slo) {}

    private final ResourceId service;
    private final Duration block;
    private final LedgerStore store;
    private final RollingCounts counts = new RollingCounts(SLOT, WINDOWS);
    private final Map<RequestClass, Long> sinceBlock = new HashMap<>();
    private final Map<ResourceId, BlockCollector> collectors = new HashMap<>();
    private final Map<WatchKey, CanaryWatch> watches = new HashMap<>();
    private final Map<ResourceId, SloState> saidOfSlos = new HashMap<>();
    private final Map<WatchKey, EvidenceState> saidOfEvidence = new HashMap<>();
    private final YoungEdges youngEdges = new YoungEdges();
    private final Sights sights = new Sights();
    private EdgeReporters edges = new EdgeReporters();

    /**
     * @param block length of a block of evidence
     */
    ServiceLedger(ResourceId service, Duration block, LedgerStore store) {
        this.service = service;
        this.block = block;
        this.store = store;
    }

    /** Puts back a slot that was kept. */
    void restore(long slot, Slot kept) {
        counts.restore(slot, kept);
    }

    /** Puts back who reports what. */
    void restore(EdgeReporters kept) {
        edges = kept;
    }

    /** Puts back evidence that was kept. */
    void restore(CanaryWatch kept) {
        watches.put(new WatchKey(kept.fuse(), kept.slo()), kept);
    }

    /** Takes in what one reading added. */
    void take(ServiceIncrements added, Instant now, Definitions definitions) {
        counts.advance(now).forEach(slot -> store.deleteSlot(service, slot));
        sights.take(added);
        if (learnEdges(added, now)) {
            store.putEdges(service, edges);
        }
        boolean fresh = isFresh(added, now);
        if (fresh && added.edges().stream().anyMatch(edge -> showsCaller(edge, now))) {
            collectors(definitions, (collector, split) -> collector.readCallers());
        }
        Map<RequestClass, Long> gained = new HashMap<>();
        for (Increment increment : added.increments()) {
            if (increment.count() > 0) {
                RequestClass request = RequestClass.of(increment, edges);
                gained.merge(request, increment.count(), Math::addExact);
                if (fresh && isSettled(increment.edge(), now)) {
                    collectors(
                            definitions,
                            (collector, split) ->
                                    collector.add(added.at(), increment, request, split));
                }
                if (request.atDestination() && request.authoritative()) {
                    youngEdges.count(
                            increment.edge().caller(),
                            new YoungEdges.Counted(added.at(), request, increment.count()),
                            now);
                }
            }
        }
        gained.forEach((request, count) -> sinceBlock.merge(request, count, Math::addExact));
        count(added.at(), gained);
    }

    /** Whether a caller is read, be it by its server's proxy where that is the only one. */
    private boolean showsCaller(Edge edge, Instant now) {
        return isSettled(edge, now) && (!edge.isAtDestination() || edges.isAuthoritative(edge));
    }

    /** A young edge's server report may be taken back, so it is no evidence yet. */
    private boolean isSettled(Edge edge, Instant now) {
        return !edge.isAtDestination() || !youngEdges.isYoung(edge.caller(), now);
    }

    private void count(Instant at, Map<RequestClass, Long> gained) {
        long slot = counts.add(at, gained);
        if (slot >= 0) {
            store.putSlot(service, slot, counts.slot(slot));
        }
    }

    /** Ends a block of evidence: judges, and says what has changed. */
    List<Output> closeBlock(Instant now, Definitions definitions) {
        counts.advance(now).forEach(slot -> store.deleteSlot(service, slot));
        sights.forget(now);
        List<Output> said = new ArrayList<>();
        Set<WatchKey> live = new HashSet<>();
        for (ResolvedFuse fuse : definitions.fusesOf(service)) {
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
        for (Slo slo : definitions.slosOf(service)) {
            said.add(
                    new Output.Counted(
                            slo.id(),
                            slo.objective().target(),
                            Counts.of(sinceBlock, slo.counting())));
            sayState(slo, seen, now, said);
        }
        sinceBlock.clear();
        return said;
    }

    /** The objectives whose state was said from here. */
    Set<ResourceId> slosSaid() {
        return Set.copyOf(saidOfSlos.keySet());
    }

    /** What was gained over a longer time than a few blocks says little of any of them. */
    private boolean isFresh(ServiceIncrements added, Instant now) {
        Instant oldest = now.minus(EVIDENCE_AGE);
        return !added.at().isBefore(oldest)
                && !added.since().isBefore(oldest.minus(block.multipliedBy(2)));
    }

    private boolean learnEdges(ServiceIncrements added, Instant now) {
        boolean learnt = false;
        for (Edge edge : added.edges()) {
            boolean known = edges.knows(edge);
            if (edges.learn(edge)) {
                learnt = true;
                if (edge.isAtDestination()) {
                    youngEdges.begin(edge.caller(), now);
                } else if (known) {
                    overrule(edge.caller(), added);
                }
            }
        }
        return learnt;
    }

    /**
     * A caller begins to report an edge that its server has reported. From zero, it tells of all of
     * it; from where it stands, of what comes after it was read. What the server has told of that
     * is taken back.
     */
    private void overrule(String caller, ServiceIncrements added) {
        boolean fromZero =
                added.increments().stream()
                        .filter(i -> i.edge().caller().equals(caller))
                        .filter(i -> !i.edge().isAtDestination())
                        .anyMatch(i -> i.count() > 0);
        for (YoungEdges.Counted one : youngEdges.end(caller)) {
            if (fromZero || one.readAt().isAfter(added.at())) {
                count(
                        one.readAt(),
                        Map.of(
                                one.request(), -one.count(),
                                one.request().overruled(), one.count()));
            }
        }
    }

    private void collectors(
            Definitions definitions, BiConsumer<BlockCollector, Split.Resolved> action) {
        for (ResolvedFuse fuse : definitions.fusesOf(service)) {
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

    private void sayState(Slo slo, Visible seen, Instant now, List<Output> said) {
        SloState state = SloState.of(slo, counts, seen, episodeOf(slo), now);
        if (!state.saysTheSameAs(saidOfSlos.put(slo.id(), state))) {
            said.add(new Output.SloSeen(state));
        }
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
