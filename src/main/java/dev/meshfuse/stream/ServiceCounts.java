package dev.meshfuse.stream;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.SloEvaluator;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.ProvisionalCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Span;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The counts of one service: who reports which caller, and what was counted when. */
final class ServiceCounts {
    private static final Logger LOG = Logger.getLogger(ServiceCounts.class);

    /**
     * Windows that are kept whatever the objectives need: both of the workbook's fastest page (SRE
     * workbook, chapter 5, table 5-8).
     */
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
    private final RollingCounts rolling;
    private final ProvisionalCounts provisional = new ProvisionalCounts();
    private final MissingLabels missing = new MissingLabels();
    private final Tally sinceBlock = new Tally();
    private EdgeReporters edges = new EdgeReporters();

    /** The first reading, from which on it is known what was counted in whose stead. */
    private @Nullable Span remembersFrom;

    private long refused;

    ServiceCounts(ResourceId service, LedgerStore store) {
        this.service = service;
        this.store = store;
        this.rolling = new RollingCounts(store.slots(service), WINDOWS);
    }

    /** Keeps the windows that objectives need, and those that are always kept. */
    void keepFor(Collection<Slo> slos) {
        Set<Duration> windows = new TreeSet<>(WINDOWS);
        slos.forEach(slo -> windows.addAll(SloEvaluator.windowsOf(slo)));
        rolling.keep(windows);
    }

    /** Puts back who reports what. */
    void restore(EdgeReporters kept) {
        edges = kept;
    }

    /** Moves time on. */
    void advance(Instant now) {
        rolling.advance(now);
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
        List<String> problems = new ArrayList<>(missing.problems(service));
        if (refused > 0) {
            problems.add(
                    "%d increments of requests to %s were not counted: their numbers are more than can be summed."
                            .formatted(refused, service.local()));
        }
        return problems;
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
        Gained gained = new Gained(added, rolling);
        for (Increment increment : added.increments()) {
            RequestClass request = classOf(increment, added);
            if (gained.add(increment, request, edges.isProvisional(increment.edge()))) {
                classified.add(new Classified(increment, request));
            } else {
                refuse(increment);
            }
        }
        gained.brought().forEach((edge, tally) -> replace(edge, tally, added, tookOver));
        sinceBlock.add(gained.countIn(rolling, provisional));
        return classified;
    }

    private void refuse(Increment increment) {
        if (refused++ == 0) {
            LOG.warnf(
                    "requests are not counted, more than can be summed; it is said once"
                            + " service=%s requests=%d",
                    service.key(), increment.count());
        }
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
            rolling.correct(one.slot(), moved);
        }
    }
}
