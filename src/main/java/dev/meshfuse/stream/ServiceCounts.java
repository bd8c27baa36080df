package dev.meshfuse.stream;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.Slot;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.ProvisionalCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Span;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The counts of one service: who reports which caller, and what was counted when. */
final class ServiceCounts {
    /** Resolution of the counts. */
    static final Duration SLOT = Duration.ofSeconds(10);

    /** Both windows of the workbook's fastest page (SRE workbook, chapter 5, table 5-8). */
    static final List<Duration> WINDOWS = List.of(Duration.ofMinutes(5), Duration.ofHours(1));

    /**
     * A request ends at the caller a little later than at the server, and a body is a little older
     * than its arrival: so much earlier may a server have told what its caller tells first.
     */
    private static final Duration BETWEEN_ENDS = Duration.ofSeconds(1);

    /** An increment with the class of its requests. */
    record Classified(Increment increment, RequestClass request) {}

    private final ResourceId service;
    private final LedgerStore store;
    private final RollingCounts rolling = new RollingCounts(SLOT, WINDOWS);
    private final ProvisionalCounts provisional = new ProvisionalCounts();
    private final MissingLabels missing = new MissingLabels();
    private final Tally sinceBlock = new Tally();
    private EdgeReporters edges = new EdgeReporters();

    /** The first reading, from which on it is known what was counted in whose stead. */
    private @Nullable Span remembersFrom;

    ServiceCounts(ResourceId service, LedgerStore store) {
        this.service = service;
        this.store = store;
    }

    /** Puts back a slot that was kept. */
    void restore(long slot, Slot kept) {
        rolling.restore(slot, kept);
    }

    /** Puts back who reports what. */
    void restore(EdgeReporters kept) {
        edges = kept;
    }

    /** Moves time on. */
    void advance(Instant now) {
        rolling.advance(now).forEach(slot -> store.deleteSlot(service, slot));
    }

    /** Forgets what nobody will tell of again. Looks at all there is, so once a block will do. */
    void forget(Instant now) {
        missing.forget(now);
    }

    /** A proxy has gone. */
    void gone(String target) {
        missing.gone(target);
    }

    /** The windows. */
    RollingCounts rolling() {
        return rolling;
    }

    /** Why counts are not complete; sentences for people. */
    List<String> problems() {
        return missing.problems(service);
    }

    /** What was counted since this was last asked. What was taken back is still in it. */
    Tally drain() {
        Tally drained = sinceBlock.copy();
        sinceBlock.clear();
        return drained;
    }

    /** Takes in what one reading added, and tells what class each increment is of. */
    List<Classified> take(ServiceIncrements added) {
        if (remembersFrom == null) {
            remembersFrom = added.span();
        }
        provisional.forget(added.span(), edges::hasFallenBack);
        missing.note(added);
        Set<String> tookOver = learn(added);
        List<Classified> classified = new ArrayList<>();
        Tally gained = new Tally();
        Map<Edge, Tally> brought = new HashMap<>();
        Map<Edge, Tally> forNow = new HashMap<>();
        for (Increment increment : added.increments()) {
            RequestClass request = classOf(increment, added);
            classified.add(new Classified(increment, request));
            Edge edge = callerOf(increment.edge());
            add(increment, request, gained);
            if (request.authoritative()) {
                Map<Edge, Tally> where = edges.isProvisional(edge) ? forNow : brought;
                add(increment, request, where.computeIfAbsent(edge, e -> new Tally()));
            }
        }
        brought.forEach((edge, tally) -> replace(edge, tally, added, tookOver));
        sinceBlock.add(gained);
        long slot = count(added.at(), gained);
        if (slot >= 0) {
            forNow.forEach((edge, tally) -> provisional.add(edge, slot, added.span(), tally));
        }
        return classified;
    }

    /** Whether the proxy that counts for a caller shows its edge, moved or not. */
    boolean showsCaller(Edge edge, Span told) {
        return isSettled(edge, told) && (!edge.isAtDestination() || edges.isAuthoritative(edge));
    }

    /** A server's report of a new caller may be taken back, so it is no evidence yet. */
    boolean isSettled(Edge edge, Span told) {
        return !edge.isAtDestination() || !edges.isYoung(edge, told);
    }

    private Set<String> learn(ServiceIncrements added) {
        Set<String> tookOver = new HashSet<>();
        boolean learnt = false;
        for (Edge edge : added.edges()) {
            EdgeReporters.Learnt news = edges.learn(edge, added.span());
            learnt |= news != EdgeReporters.Learnt.NOTHING;
            if (news == EdgeReporters.Learnt.A_BETTER_REPORTER) {
                tookOver.add(edge.caller());
            }
        }
        if (learnt) {
            store.putEdges(service, edges);
        }
        return tookOver;
    }

    /** What was counted in a caller's stead and forgotten since must not be counted again. */
    private RequestClass classOf(Increment increment, ServiceIncrements added) {
        RequestClass request = RequestClass.of(increment, edges);
        boolean mayBeCounted =
                edges.hasForgotten(increment.edge())
                        && !edges.hasFallenBack(increment.edge())
                        && remembersFrom != null
                        && added.since().isBefore(remembersFrom.by(added.clock()).at());
        return mayBeCounted ? request.overruled() : request;
    }

    /** A caller's tallies are kept together, whatever the destination. */
    private static Edge callerOf(Edge edge) {
        return new Edge(edge.reporter(), edge.sourceNamespace(), edge.sourceWorkload(), "", "", "");
    }

    private static void add(Increment increment, RequestClass request, Tally tally) {
        tally.add(request, increment.count());
        if (increment.latency() != null) {
            tally.add(request, LatencyCounts.of(increment.latency()));
        }
    }

    private void replace(Edge edge, Tally brought, ServiceIncrements added, Set<String> tookOver) {
        Span told =
                tookOver.contains(edge.caller())
                        ? added.span().begunEarlier(BETWEEN_ENDS)
                        : added.span();
        for (ProvisionalCounts.Counted one : provisional.replacedBy(edge, told, brought)) {
            Tally moved = new Tally();
            moved.subtract(one.tally());
            one.tally().requests().forEach((request, n) -> moved.add(request.overruled(), n));
            one.tally().latency().forEach((request, n) -> moved.add(request.overruled(), n));
            if (rolling.correct(one.slot(), moved)) {
                store.putSlot(service, one.slot(), rolling.slot(one.slot()));
            }
        }
    }

    private long count(Instant at, Tally gained) {
        boolean isNew = !rolling.isObserved(at);
        long slot = rolling.add(at, gained);
        if (slot >= 0 && (isNew || !gained.isEmpty())) {
            store.putSlot(service, slot, rolling.slot(slot));
        }
        return slot;
    }
}
