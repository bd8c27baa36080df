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
import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.YoungEdges;
import dev.meshfuse.verdict.CanaryWatch;
import dev.meshfuse.verdict.EvidenceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        if (learnEdges(added, now)) {
            store.putEdges(service, edges);
        }
        Map<RequestClass, Long> gained = new HashMap<>();
        for (Increment increment : added.increments()) {
            RequestClass request = RequestClass.of(increment.labels(), edges);
            String caller = EdgeReporters.caller(increment.labels());
            if (increment.count() > 0) {
                gained.merge(request, increment.count(), Math::addExact);
            }
            // A young edge's server report may be taken back, so it is no evidence yet; unless only
            // servers tell the side.
            boolean settled = !request.atDestination() || !youngEdges.isYoung(caller, now);
            if (isFresh(added, now)) {
                collect(added, increment, request, settled, definitions);
            }
            if (request.atDestination() && request.authoritative() && increment.count() > 0) {
                youngEdges.count(
                        caller,
                        new YoungEdges.Counted(added.at(), request, increment.count()),
                        now);
            }
        }
        gained.forEach((request, count) -> sinceBlock.merge(request, count, Math::addExact));
        count(added.at(), gained);
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
        for (Slo slo : definitions.slosOf(service)) {
            said.add(
                    new Output.Counted(
                            slo.id(),
                            slo.objective().target(),
                            Counts.of(sinceBlock, slo.counting())));
            sayState(slo, now, said);
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
        for (Increment increment : added.increments()) {
            RequestLabels labels = increment.labels();
            boolean known = edges.knows(labels);
            if (edges.learn(labels)) {
                learnt = true;
                if (EdgeReporters.isAtDestination(labels)) {
                    youngEdges.begin(EdgeReporters.caller(labels), now);
                } else if (known) {
                    overrule(EdgeReporters.caller(labels), added);
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
                        .filter(i -> EdgeReporters.caller(i.labels()).equals(caller))
                        .filter(i -> !EdgeReporters.isAtDestination(i.labels()))
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

    private void collect(
            ServiceIncrements added,
            Increment increment,
            RequestClass request,
            boolean settled,
            Definitions definitions) {
        String pod = null; // increments do not tell yet which pod was read
        for (ResolvedFuse fuse : definitions.fusesOf(service)) {
            if (fuse.split() instanceof Split.Resolved split
                    && (settled || split.rule().needsDestination())) {
                collectors
                        .computeIfAbsent(fuse.fuse().id(), id -> new BlockCollector())
                        .add(added.at(), increment, request, pod, split);
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
        CanaryWatch.Step step =
                (before == null ? fresh : before).close(collector.close(now, slo.counting()));
        watches.put(key, step.next());
        store.putWatch(service, step.next());
        step.findings()
                .forEach(finding ->
                        said.addAll(Findings.say(finding, step.subject(), fuse, slo, now)));
        EvidenceState state = EvidenceState.of(step.next(), now);
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

    private void sayState(Slo slo, Instant now, List<Output> said) {
        SloState state = SloState.of(slo, counts, episodeOf(slo), now);
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
