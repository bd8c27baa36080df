package dev.meshfuse.stream;

import dev.meshfuse.budget.BreachWatch;
import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.Episode;
import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.SloEvaluator;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.budget.WindowCounts;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Visible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objectives of one service: evaluates them, and keeps their breaches from open to closed. */
final class ServiceBudgets {
    /**
     * What is known of the service when its objectives are evaluated.
     *
     * @param counts its windows
     * @param seen what can be seen of it
     * @param unread what went unread lately
     * @param problems why counts are not complete
     * @param hasFuse whether a fuse is at work, so that numbers are wanted every block
     * @param canaries what its canaries have shown
     */
    record Look(
            RollingCounts counts,
            Visible seen,
            SloState.Unread unread,
            List<String> problems,
            boolean hasFuse,
            ServiceCanaries.Closed canaries,
            Instant now) {}

    /** What is said of at once when it changes. */
    private record News(
            Visible seen, SloState.@Nullable Episode episode, List<TierState.Finds> finds) {}

    private final ResourceId service;
    private final LedgerStore store;
    private final Map<ResourceId, SloEvaluator> evaluators = new HashMap<>();
    private final Map<ResourceId, BreachWatch> breaches = new HashMap<>();
    private final SloStates states = new SloStates();
    private final Map<ResourceId, ServiceBurns.Evaluated> evaluated = new HashMap<>();

    ServiceBudgets(ResourceId service, LedgerStore store) {
        this.service = service;
        this.store = store;
    }

    /** Puts back what was kept of a breach. */
    void restore(BreachWatch kept) {
        breaches.put(kept.slo(), kept);
    }

    /** Evaluates an objective, and says what has changed. */
    List<Output> evaluate(Slo slo, Look look) {
        SloEvaluator evaluator = evaluatorOf(slo);
        WindowCounts.Source windows = look.counts().windowsOf(slo);
        List<TierState> tiers = evaluator.tiers(windows);
        List<ServiceCanaries.Burning> burning =
                look.canaries().burning().stream()
                        .filter(one -> one.slo().equals(slo.id()))
                        .toList();
        BreachWatch before = breaches.getOrDefault(slo.id(), BreachWatch.of(slo.id()));
        BreachWatch.Step step =
                before.step(
                        tiers,
                        burning.stream().map(ServiceCanaries.Burning::cause).toList(),
                        look.now());
        keep(before, step.next());
        evaluated.put(slo.id(), new ServiceBurns.Evaluated(tiers, step.next().episode()));
        List<Output> said = new ArrayList<>();
        if (step.change() != null && step.episode() != null) {
            SloState state = state(evaluator, windows, tiers, look, step.next().episode());
            said.add(
                    new Output.Breach(
                            Breaches.event(
                                    slo, step.change(), step.episode(), state, look, burning)));
        }
        SloState.@Nullable Episode episode = SloState.Episode.of(step.next().episode());
        News news = new News(look.seen(), episode, tiers.stream().map(TierState::finds).toList());
        states.look(
                        slo,
                        news,
                        look.hasFuse(),
                        look.now(),
                        () -> state(evaluator, windows, tiers, look, step.next().episode()))
                .ifPresent(state -> said.add(new Output.SloSeen(state)));
        return said;
    }

    /** Forgets objectives that are not defined any more, and ends their breaches. */
    List<Output> forgetBut(Set<ResourceId> defined, Instant now) {
        evaluators.keySet().retainAll(defined);
        evaluated.keySet().retainAll(defined);
        List<Output> said = new ArrayList<>();
        for (BreachWatch gone : breaches.values().stream().toList()) {
            if (!defined.contains(gone.slo())) {
                Episode episode = gone.end().episode();
                if (episode != null) {
                    said.add(
                            new Output.Breach(
                                    Breaches.ofDeleted(gone.slo(), service, episode, now)));
                }
                keep(gone, gone.end().next());
            }
        }
        return said;
    }

    /** What the last evaluation of each objective found. */
    Map<ResourceId, ServiceBurns.Evaluated> evaluated() {
        return evaluated;
    }

    /** The objectives of which something was said from here. */
    Set<ResourceId> said() {
        return states.said();
    }

    private SloEvaluator evaluatorOf(Slo slo) {
        SloEvaluator known = evaluators.get(slo.id());
        if (known == null || !known.slo().equals(slo)) {
            known = new SloEvaluator(slo);
            evaluators.put(slo.id(), known);
        }
        return known;
    }

    private void keep(BreachWatch before, BreachWatch next) {
        if (next.isBlank()) {
            breaches.remove(next.slo());
        } else {
            breaches.put(next.slo(), next);
        }
        if (!next.equals(before)) {
            if (next.isBlank()) {
                store.deleteBreach(service, next.slo());
            } else {
                store.putBreach(service, next);
            }
        }
    }

    private static SloState state(
            SloEvaluator evaluator,
            WindowCounts.Source windows,
            List<TierState> tiers,
            Look look,
            @Nullable Episode episode) {
        Slo slo = evaluator.slo();
        Budget budget = evaluator.budget(windows, () -> look.counts().past(slo), look.now());
        return SloState.of(
                slo,
                look.counts(),
                budget,
                tiers,
                look.seen(),
                look.unread(),
                look.problems(),
                episode,
                look.now());
    }
}
