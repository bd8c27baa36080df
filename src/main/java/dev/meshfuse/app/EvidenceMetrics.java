package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.stream.Output;
import dev.meshfuse.verdict.EvidenceState;
import dev.meshfuse.verdict.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the evidence against canaries, on the replica that owns their service. What is not
 * defined any more, what cannot be told apart now, and what another replica has taken over, is
 * shown no longer.
 *
 * <p>A fuse has, for each of its objectives, 37 series: 12 of the evidence, 8 for each side, and 9
 * of requests.
 */
@ApplicationScoped
public class EvidenceMetrics implements Consumer<Output> {
    private final MeterRegistry registry;
    private final Definitions.Source definitions;
    private final Map<Key, Shown> shown = new HashMap<>();

    private record Key(ResourceId fuse, ResourceId slo) {}

    /** What is shown of one fuse and one of its objectives. */
    private static final class Shown {
        private final AtomicReference<@Nullable EvidenceState> state = new AtomicReference<>();
        private final Map<Tags, Counter> requests = new HashMap<>();
        private final List<Meter> meters = new ArrayList<>();
    }

    EvidenceMetrics(MeterRegistry registry, Definitions.Source definitions) {
        this.registry = registry;
        this.definitions = definitions;
    }

    @Override
    public synchronized void accept(Output output) {
        switch (output) {
            case Output.EvidenceSeen evidence -> show(evidence.state());
            case Output.TracksCounted tracks -> count(tracks);
            case Output.Left left -> forget(key -> key.slo().equals(left.slo()));
            case Output.Counted counted -> {}
            case Output.SloSeen slo -> {}
            case Output.Evaluation evaluation -> {}
            case Output.Breach breach -> {}
            case Output.Input input -> {}
        }
    }

    /** Of a fuse that is gone, or between two canaries, nothing is judged. */
    @Scheduled(every = "5s")
    synchronized void look() {
        Map<ResourceId, ResolvedFuse> fuses = definitions.current().fuses();
        forget(key -> {
            ResolvedFuse fuse = fuses.get(key.fuse());
            return fuse == null
                    || !fuse.fuse().slos().contains(key.slo())
                    || fuse.split() instanceof Split.Unresolved;
        });
    }

    private void forget(Predicate<Key> which) {
        Set.copyOf(shown.keySet()).stream()
                .filter(which)
                .forEach(key -> {
                    Shown gone = shown.remove(key);
                    if (gone != null) {
                        gone.meters.forEach(registry::remove);
                    }
                });
    }

    private void count(Output.TracksCounted tracks) {
        Shown fuse =
                shown.computeIfAbsent(new Key(tracks.fuse(), tracks.slo()), key -> new Shown());
        Tags tags = tags(tracks.fuse(), tracks.slo());
        requests(fuse, tags.and(MetricNames.TRACK, "stable"), tracks.stable());
        requests(fuse, tags.and(MetricNames.TRACK, "canary"), tracks.canary());
        requests(fuse, tags.and(MetricNames.TRACK, "unattributed"), tracks.unattributed());
    }

    private void requests(Shown fuse, Tags tags, Counts gained) {
        requests(fuse, tags.and(MetricNames.OUTCOME, "good"), gained.good());
        requests(fuse, tags.and(MetricNames.OUTCOME, "bad"), gained.bad());
        requests(fuse, tags.and(MetricNames.OUTCOME, "excluded"), gained.excluded());
    }

    private void requests(Shown fuse, Tags tags, long gained) {
        fuse.requests
                .computeIfAbsent(
                        tags,
                        of -> {
                            Counter begun = registry.counter(MetricNames.FUSE_REQUESTS, of);
                            fuse.meters.add(begun);
                            return begun;
                        })
                .increment((double) gained);
    }

    private void show(EvidenceState state) {
        Shown fuse = shown.computeIfAbsent(new Key(state.fuse(), state.slo()), key -> new Shown());
        if (fuse.state.getAndSet(state) != null) {
            return;
        }
        Tags tags = tags(state.fuse(), state.slo());
        nats(fuse, tags, "absolute-canary", EvidenceState::canaryNats);
        nats(fuse, tags, "absolute-stable", EvidenceState::stableNats);
        nats(fuse, tags, "relative-canary", EvidenceState::relativeNats);
        nats(fuse, tags, "relative-canary-weakest", EvidenceState::weakestNats);
        gauge(fuse, MetricNames.FUSE_THRESHOLD_NATS, tags, EvidenceState::thresholdNats);
        gauge(fuse, MetricNames.FUSE_HELD, tags, latest -> latest.held() == null ? 0 : 1);
        for (String word : Verdict.WORDS) {
            gauge(
                    fuse,
                    MetricNames.FUSE_VERDICT,
                    tags.and(MetricNames.VERDICT, word),
                    latest -> latest.verdict().equals(word) ? 1 : 0);
        }
        showSeen(fuse, tags.and(MetricNames.TRACK, "stable"), EvidenceState::stableSeen);
        showSeen(fuse, tags.and(MetricNames.TRACK, "canary"), EvidenceState::canarySeen);
    }

    private void nats(
            Shown fuse, Tags tags, String test, ToDoubleFunction<EvidenceState> evidence) {
        gauge(fuse, MetricNames.FUSE_EVIDENCE_NATS, tags.and(MetricNames.TEST, test), evidence);
    }

    /** The same of one side of a split as of a whole service. */
    private void showSeen(Shown fuse, Tags tags, Function<EvidenceState, Visible> side) {
        for (String kind : Sight.WORDS) {
            gauge(
                    fuse,
                    MetricNames.FUSE_SEEN,
                    tags.and(MetricNames.KIND, kind),
                    state -> side.apply(state).kind().equals(kind) ? 1 : 0);
        }
        gauge(
                fuse,
                MetricNames.FUSE_COVERAGE_RATIO,
                tags,
                state -> orNaN(side.apply(state).coverageRatio()));
        gauge(
                fuse,
                MetricNames.FUSE_TARGETS,
                tags.and(MetricNames.STATE, "read"),
                state -> side.apply(state).targetsRead());
        gauge(
                fuse,
                MetricNames.FUSE_TARGETS,
                tags.and(MetricNames.STATE, "silent"),
                state -> side.apply(state).targetsSilent());
    }

    private void gauge(Shown fuse, String name, Tags tags, ToDoubleFunction<EvidenceState> value) {
        fuse.meters.add(
                Gauge.builder(
                                name,
                                fuse,
                                f -> {
                                    EvidenceState latest = f.state.get();
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

    private static Tags tags(ResourceId fuse, ResourceId slo) {
        return Tags.of(
                MetricNames.CLUSTER, slo.cluster(),
                MetricNames.NAMESPACE, slo.namespace(),
                MetricNames.SLO, slo.name(),
                MetricNames.FUSE, fuse.name());
    }
}
