package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.Endings;
import dev.meshfuse.budget.TrackSlot;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.verdict.CanaryWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is known of one service: its counts, its budgets, and the evidence against its
 * canaries.
 */
final class ServiceLedger {
    /** It is known since the last start only, so a longer time would promise too much. */
    static final Duration UNREAD_TOLD_FOR = Duration.ofHours(1);

    /**
     * What is defined of this service.
     *
     * @param all of which it is a part
     */
    private record Defined(Definitions all, List<ResolvedFuse> fuses, List<Slo> slos) {}

    private final ServiceCounts counts;
    private final ServiceCanaries canaries;
    private final ServiceBudgets budgets;
    private final ServiceBurns burns;
    private final ServiceAlerts alerts;
    private final Sights sights = new Sights();
    private final Endings endings = new Endings(UNREAD_TOLD_FOR);
    private final ResourceId service;
    private Defined defined = new Defined(Definitions.NONE, List.of(), List.of());

    /**
     * @param block length of a block of evidence
     */
    ServiceLedger(ResourceId service, Duration block, LedgerStore store) {
        this.service = service;
        this.counts = new ServiceCounts(service, store);
        this.canaries = new ServiceCanaries(service, block, store);
        this.budgets = new ServiceBudgets(service, store);
        this.burns = new ServiceBurns(service, store);
        this.alerts = new ServiceAlerts(service, store);
    }

    /** Puts back who reports what. */
    void restore(EdgeReporters kept) {
        counts.restore(kept);
    }

    /** Puts back evidence that was kept. */
    void restore(CanaryWatch kept) {
        canaries.restore(kept);
    }

    /** Puts back a breach that was kept. */
    void restore(BreachWatch kept) {
        budgets.restore(kept);
    }

    /** Puts back what a fuse has heard of a budget. */
    void restore(BurnWatch kept) {
        burns.restore(kept);
    }

    /** Puts back what a fuse has heard of alerts. */
    void restore(AlertWatch kept) {
        alerts.restore(kept);
    }

    /** Puts back what was kept of the sides of a split. */
    void restore(TrackSlot kept) {
        burns.restore(kept);
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
            canaries.gone(added.target());
            return;
        }
        sights.take(added);
        List<ServiceCounts.Classified> classified = counts.take(added);
        canaries.take(added, classified, counts, of(definitions).fuses(), now);
    }

    /** Whether the block ends with the reading that was taken in last. */
    boolean isBlockComplete(Instant now) {
        return canaries.isBlockComplete(now);
    }

    /** Whether the block ends by the clock: nobody has, or need, come any more. */
    boolean isBlockOver(Instant now) {
        return canaries.isBlockOver(now);
    }

    /** Ends a block of evidence: judges, evaluates, and says what has changed. */
    List<Output> closeBlock(Instant now, Definitions definitions) {
        Defined current = of(definitions);
        counts.advance(now);
        counts.forget(now);
        sights.forget(now);
        endings.forget(now);
        ServiceCanaries.Closed closed =
                canaries.closeBlock(current.fuses(), definitions, sights, now);
        List<Output> said = new ArrayList<>(closed.said());
        ServiceBudgets.Look look =
                new ServiceBudgets.Look(
                        counts.rolling(),
                        sights.service(now),
                        endings.unread(),
                        counts.problems(),
                        !current.fuses().isEmpty(),
                        closed,
                        now);
        Tally sinceBlock = counts.drain();
        Set<ResourceId> slos = new HashSet<>();
        for (Slo slo : current.slos()) {
            slos.add(slo.id());
            said.add(
                    new Output.Counted(
                            slo.id(),
                            slo.objective().target(),
                            counts.rolling().seenBy(slo).counts(sinceBlock)));
            said.addAll(budgets.evaluate(slo, look));
        }
        said.addAll(budgets.forgetBut(slos, now));
        said.addAll(burns.closeBlock(closed.shown(), current.fuses(), budgets.evaluated(), look));
        said.addAll(alerts.closeBlock(burns.seen(), current.fuses(), definitions, look));
        return said;
    }

    /** The objectives whose state was said from here. */
    Set<ResourceId> slosSaid() {
        return budgets.said();
    }

    /** Looked up again only when they have changed: they are asked for with every reading. */
    @SuppressWarnings("ReferenceEquality") // to compare them would cost more than to look up
    private Defined of(Definitions current) {
        if (defined.all() != current) {
            defined = new Defined(current, current.fusesOf(service), current.slosOf(service));
            counts.keepFor(defined.slos());
        }
        return defined;
    }
}
