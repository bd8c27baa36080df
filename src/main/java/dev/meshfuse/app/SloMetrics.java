package dev.meshfuse.app;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.stream.Output;
import dev.meshfuse.verdict.EvidenceState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of objectives and of the evidence against canaries, on the replica that owns them.
 *
 * <p>An objective has three series a window, and eleven for the rest; a fuse has two for each of
 * its objectives, and eight for each side.
 */
@ApplicationScoped
public class SloMetrics implements Consumer<Output> {
    private final MeterRegistry registry;
    private final Map<ResourceId, Shown> shown = new ConcurrentHashMap<>();

    /** What is shown of one objective. */
    private static final class Shown {
        private final AtomicReference<@Nullable SloState> state = new AtomicReference<>();
        private final AtomicReference<BigDecimal> objective =
                new AtomicReference<>(BigDecimal.ZERO);
        private final Map<ResourceId, AtomicReference<EvidenceState>> evidence =
                new ConcurrentHashMap<>();
        private final Map<String, Counter> requests = new ConcurrentHashMap<>();
        private final Set<Duration> windows = ConcurrentHashMap.newKeySet();
        private final List<Meter> meters = new CopyOnWriteArrayList<>();
    }

    SloMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void accept(Output output) {
        switch (output) {
            case Output.Counted counted -> count(counted);
            case Output.SloSeen slo -> show(slo.state());
            case Output.EvidenceSeen evidence -> show(evidence.state());
            case Output.Left left -> forget(left.slo());
            case Output.Breach breach -> {}
            case Output.Input input -> {}
        }
    }

    private void count(Output.Counted counted) {
        Shown slo = shown.computeIfAbsent(counted.slo(), this::begin);
        slo.objective.set(counted.objective());
        Counts gained = counted.gained();
        requests(counted.slo(), "good", gained.good(), slo);
        requests(counted.slo(), "bad", gained.bad(), slo);
        requests(counted.slo(), "excluded", gained.excluded(), slo);
    }

    private void requests(ResourceId slo, String outcome, long gained, Shown in) {
        in.requests
                .computeIfAbsent(
                        outcome,
                        of -> {
                            Counter begun =
                                    registry.counter(
                                            MetricNames.SLO_REQUESTS,
                                            tags(slo).and(MetricNames.OUTCOME, of));
                            in.meters.add(begun);
                            return begun;
                        })
                .increment((double) gained);
    }

    private Shown begin(ResourceId slo) {
        Shown begun = new Shown();
        begun.meters.add(
                Gauge.builder(
                                MetricNames.SLO_OBJECTIVE_RATIO,
                                begun,
                                s -> s.objective.get().doubleValue())
                        .tags(tags(slo))
                        .register(registry));
        return begun;
    }

    private void show(SloState state) {
        Shown slo = shown.computeIfAbsent(state.id(), this::begin);
        boolean isFirst = slo.state.getAndSet(state) == null;
        for (SloState.Window window : state.windows()) {
            if (!slo.windows.add(window.length())) {
                continue;
            }
            Tags tags = tags(state.id()).and(MetricNames.WINDOW, Durations.format(window.length()));
            gauge(slo, MetricNames.SLO_BURN_RATE, tags, window, w -> orNaN(w.burnRate()));
            gauge(slo, MetricNames.SLO_COVERAGE_RATIO, tags, window, w -> orNaN(w.coverageRatio()));
            gauge(
                    slo,
                    MetricNames.SLO_OBSERVED_RATIO,
                    tags,
                    window,
                    SloState.Window::observedRatio);
        }
        if (isFirst) {
            showBudget(slo, tags(state.id()));
            showSeen(slo, tags(state.id()));
        }
    }

    /** What is left, and whether a breach is open: one series an urgency, one of them 1 at most. */
    private void showBudget(Shown slo, Tags tags) {
        gauge(
                slo,
                MetricNames.SLO_ERROR_BUDGET_REMAINING_RATIO,
                tags,
                state -> orNaN(state.budget().remainingRatio()));
        for (Severity severity : Severity.values()) {
            gauge(
                    slo,
                    MetricNames.SLO_BREACHED,
                    tags.and(MetricNames.SEVERITY, severity.word()),
                    state -> isOpen(state.episode(), severity) ? 1 : 0);
        }
    }

    private static boolean isOpen(SloState.@Nullable Episode episode, Severity severity) {
        return episode != null && episode.severity() == severity;
    }

    /** Which kind of data there is, or of no data: one series a kind, one of them 1. */
    private void showSeen(Shown slo, Tags tags) {
        for (String kind : Sight.WORDS) {
            gauge(
                    slo,
                    MetricNames.SLO_SEEN,
                    tags.and(MetricNames.KIND, kind),
                    state -> state.seen().kind().equals(kind) ? 1 : 0);
        }
        gauge(
                slo,
                MetricNames.SLO_TARGETS,
                tags.and(MetricNames.STATE, "read"),
                state -> state.seen().targetsRead());
        gauge(
                slo,
                MetricNames.SLO_TARGETS,
                tags.and(MetricNames.STATE, "silent"),
                state -> state.seen().targetsSilent());
    }

    private void gauge(
            Shown slo,
            String name,
            Tags tags,
            SloState.Window first,
            ToDoubleFunction<SloState.Window> value) {
        gauge(
                slo,
                name,
                tags,
                state ->
                        state.windows().stream()
                                .filter(window -> window.length().equals(first.length()))
                                .mapToDouble(value)
                                .findFirst()
                                .orElse(Double.NaN));
    }

    private void gauge(Shown slo, String name, Tags tags, ToDoubleFunction<SloState> value) {
        slo.meters.add(
                Gauge.builder(
                                name,
                                slo,
                                s -> {
                                    SloState latest = s.state.get();
                                    return latest == null
                                            ? Double.NaN
                                            : value.applyAsDouble(latest);
                                })
                        .tags(tags)
                        .register(registry));
    }

    /** Where no server reports requests, nobody knows how many callers are missing. */
    private static double orNaN(@Nullable Double ratio) {
        return ratio == null ? Double.NaN : ratio;
    }

    /** Without requests there is no burn rate and no budget: not 0, not 1. */
    private static double orNaN(@Nullable BigDecimal ratio) {
        return ratio == null ? Double.NaN : ratio.doubleValue();
    }

    private void show(EvidenceState state) {
        Shown slo = shown.computeIfAbsent(state.slo(), this::begin);
        AtomicReference<EvidenceState> before = slo.evidence.get(state.fuse());
        if (before != null) {
            before.set(state);
            return;
        }
        AtomicReference<EvidenceState> latest = new AtomicReference<>(state);
        slo.evidence.put(state.fuse(), latest);
        Tags tags = tags(state.slo()).and(MetricNames.FUSE, state.fuse().name());
        gauge(
                slo,
                latest,
                MetricNames.FUSE_EVIDENCE_NATS,
                tags.and(MetricNames.TEST, "absolute-canary"),
                EvidenceState::canaryNats);
        gauge(
                slo,
                latest,
                MetricNames.FUSE_EVIDENCE_NATS,
                tags.and(MetricNames.TEST, "absolute-stable"),
                EvidenceState::stableNats);
        gauge(
                slo,
                latest,
                MetricNames.FUSE_EVIDENCE_NATS,
                tags.and(MetricNames.TEST, "relative-canary"),
                EvidenceState::relativeNats);
        gauge(
                slo,
                latest,
                MetricNames.FUSE_EVIDENCE_NATS,
                tags.and(MetricNames.TEST, "relative-canary-weakest"),
                EvidenceState::weakestNats);
        showSeen(slo, latest, tags.and(MetricNames.TRACK, "stable"), EvidenceState::stableSeen);
        showSeen(slo, latest, tags.and(MetricNames.TRACK, "canary"), EvidenceState::canarySeen);
    }

    /** The same of one side of a split as of a whole service. */
    private void showSeen(
            Shown slo,
            AtomicReference<EvidenceState> latest,
            Tags tags,
            Function<EvidenceState, Visible> side) {
        for (String kind : Sight.WORDS) {
            gauge(
                    slo,
                    latest,
                    MetricNames.FUSE_SEEN,
                    tags.and(MetricNames.KIND, kind),
                    state -> side.apply(state).kind().equals(kind) ? 1 : 0);
        }
        gauge(
                slo,
                latest,
                MetricNames.FUSE_COVERAGE_RATIO,
                tags,
                state -> orNaN(side.apply(state).coverageRatio()));
        gauge(
                slo,
                latest,
                MetricNames.FUSE_TARGETS,
                tags.and(MetricNames.STATE, "read"),
                state -> side.apply(state).targetsRead());
        gauge(
                slo,
                latest,
                MetricNames.FUSE_TARGETS,
                tags.and(MetricNames.STATE, "silent"),
                state -> side.apply(state).targetsSilent());
    }

    private void gauge(
            Shown slo,
            AtomicReference<EvidenceState> latest,
            String name,
            Tags tags,
            ToDoubleFunction<EvidenceState> value) {
        slo.meters.add(
                Gauge.builder(name, latest, l -> value.applyAsDouble(l.get()))
                        .tags(tags)
                        .register(registry));
    }

    private void forget(ResourceId slo) {
        Shown gone = shown.remove(slo);
        if (gone != null) {
            gone.meters.forEach(registry::remove);
        }
    }

    private static Tags tags(ResourceId slo) {
        return Tags.of(
                MetricNames.CLUSTER, slo.cluster(),
                MetricNames.NAMESPACE, slo.namespace(),
                MetricNames.SLO, slo.name());
    }
}
