package dev.meshfuse.app;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.stream.Output;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of objectives, on the replica that owns them. What is not defined any more, and what
 * another replica has taken over, is shown no longer.
 *
 * <p>An objective has three series a window, and twenty for the rest.
 */
@ApplicationScoped
public class SloMetrics implements Consumer<Output> {
    /** The window of what people want to know at once; every objective has it. */
    private static final Duration LATELY = Duration.ofMinutes(5);

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final Definitions.Source definitions;
    private final MultiGauge infos;
    private final Map<ResourceId, Shown> shown = new HashMap<>();

    /** What is shown of one objective. */
    private static final class Shown {
        private final AtomicReference<@Nullable SloState> state = new AtomicReference<>();
        private final AtomicReference<BigDecimal> objective =
                new AtomicReference<>(BigDecimal.ZERO);
        private final Map<String, Counter> requests = new HashMap<>();
        private final Set<Duration> windows = new HashSet<>();
        private final List<Meter> meters = new ArrayList<>();
    }

    SloMetrics(MeterRegistry registry, Definitions.Source definitions) {
        this.registry = registry;
        this.definitions = definitions;
        this.infos = MultiGauge.builder(MetricNames.SLO_INFO).register(registry);
    }

    @Override
    public synchronized void accept(Output output) {
        switch (output) {
            case Output.Counted counted -> count(counted);
            case Output.SloSeen slo -> show(slo.state());
            case Output.Left left -> forget(left.slo());
            case Output.EvidenceSeen evidence -> {}
            case Output.TracksCounted tracks -> {}
            case Output.Evaluation evaluation -> {}
            case Output.Breach breach -> {}
            case Output.Input input -> {}
        }
    }

    /** What an objective is about, as labels; and an end of what is not defined any more. */
    @Scheduled(every = "5s")
    synchronized void look() {
        Map<ResourceId, Slo> defined = definitions.current().slos();
        Set.copyOf(shown.keySet()).stream()
                .filter(slo -> !defined.containsKey(slo))
                .forEach(this::forget);
        infos.register(
                shown.keySet().stream()
                        .map(defined::get)
                        .<MultiGauge.Row<?>>map(slo -> MultiGauge.Row.of(info(slo), 1))
                        .toList(),
                true);
    }

    private static Tags info(Slo slo) {
        String threshold =
                switch (slo.indicator()) {
                    case Indicator.Availability availability -> "";
                    case Indicator.Latency latency -> latency.text();
                };
        return tags(slo.id())
                .and(MetricNames.SERVICE, slo.service().name())
                .and(MetricNames.INDICATOR, threshold.isEmpty() ? "availability" : "latency")
                .and(MetricNames.THRESHOLD, threshold);
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
            Duration length = window.length();
            gauge(slo, MetricNames.SLO_BURN_RATE, tags, length, w -> orNaN(w.burnRate()));
            gauge(slo, MetricNames.SLO_COVERAGE_RATIO, tags, length, w -> orNaN(w.coverageRatio()));
            gauge(
                    slo,
                    MetricNames.SLO_OBSERVED_RATIO,
                    tags,
                    length,
                    SloState.Window::observedRatio);
        }
        if (isFirst) {
            showBudget(slo, tags(state.id()));
            showSeen(slo, tags(state.id()));
            showLately(slo, tags(state.id()));
        }
    }

    /** What a service does, whatever the objective measures; for people. */
    private void showLately(Shown slo, Tags objective) {
        Tags tags = objective.and(MetricNames.WINDOW, Durations.format(LATELY));
        gauge(
                slo,
                MetricNames.SLO_REQUESTS_PER_SECOND,
                tags,
                LATELY,
                window -> orNaN(window.requestsPerSecond()));
        gauge(slo, MetricNames.SLO_ERROR_RATIO, tags, LATELY, window -> orNaN(window.errorRatio()));
        latency(slo, tags, "0.5", SloState.Latency::p50);
        latency(slo, tags, "0.95", SloState.Latency::p95);
        latency(slo, tags, "0.99", SloState.Latency::p99);
    }

    private void latency(
            Shown slo, Tags tags, String quantile, ToDoubleFunction<SloState.Latency> millis) {
        gauge(
                slo,
                MetricNames.SLO_LATENCY,
                tags.and(MetricNames.QUANTILE, quantile),
                LATELY,
                window ->
                        window.latency() == null
                                ? Double.NaN
                                : millis.applyAsDouble(window.latency()) / MILLIS_PER_SECOND);
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
            Duration length,
            ToDoubleFunction<SloState.Window> value) {
        gauge(
                slo,
                name,
                tags,
                state ->
                        state.windows().stream()
                                .filter(window -> window.length().equals(length))
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
