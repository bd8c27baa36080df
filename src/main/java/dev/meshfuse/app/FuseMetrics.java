package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.fuse.Action;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.fuse.kubernetes.TargetReporter;
import dev.meshfuse.web.States;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where fuses stand, what they did, and how long it took from the first bad reading. */
@ApplicationScoped
public class FuseMetrics {
    /** Bucket bounds around the aims: 4 s for availability and 20 s for latency. */
    private static final Duration[] BOUNDS =
            IntStream.of(1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 60, 120, 300)
                    .mapToObj(Duration::ofSeconds)
                    .toArray(Duration[]::new);

    /** From the first bad reading, see {@link #took}. */
    private static final List<String> STAGES = List.of("decided", "patched", "quiet", "verified");

    private static final double MILLIS_PER_SECOND = 1000;

    private final MeterRegistry registry;
    private final MultiGauge infos;
    private final MultiGauge phases;
    private final MultiGauge events;
    private final MultiGauge ready;
    private final Definitions.Source definitions;
    private final States states;
    private final TargetReporter targets;

    /** A series that begins at one would hide its first event from whoever looks for a rise. */
    FuseMetrics(
            MeterRegistry registry,
            Definitions.Source definitions,
            States states,
            TargetReporter targets) {
        this.registry = registry;
        this.definitions = definitions;
        this.states = states;
        this.targets = targets;
        this.infos = MultiGauge.builder(MetricNames.FUSE_INFO).register(registry);
        this.phases = MultiGauge.builder(MetricNames.FUSE_PHASE).register(registry);
        this.events = MultiGauge.builder(MetricNames.FUSE_LAST_EVENT).register(registry);
        this.ready = MultiGauge.builder(MetricNames.FUSE_TARGET_READY).register(registry);
        for (FuseCommand.Verb verb : FuseCommand.Verb.values()) {
            for (FuseEvent.Type type : FuseEvent.Type.values()) {
                actions(Words.of(verb), type);
            }
        }
        for (Action.Cause cause : Action.Cause.values()) {
            skipped(cause.word());
        }
        STAGES.forEach(this::reaction);
    }

    /** What is known of fuses on every replica, and the same on each. */
    @Scheduled(every = "5s")
    void look() {
        Map<ResourceId, ResolvedFuse> fuses = definitions.current().fuses();
        Map<ResourceId, Boolean> known = targets.ready();
        List<MultiGauge.Row<?>> whatTheyAre = new ArrayList<>();
        List<MultiGauge.Row<?>> whereTheyStand = new ArrayList<>();
        List<MultiGauge.Row<?>> whatTheyDid = new ArrayList<>();
        List<MultiGauge.Row<?>> whatTheyMay = new ArrayList<>();
        fuses.forEach((id, resolved) -> {
            Tags tags = tags(id);
            FuseState state = states.fuse(id);
            whatTheyAre.add(MultiGauge.Row.of(info(tags, resolved), 1));
            whereTheyStand.add(MultiGauge.Row.of(tags.and(MetricNames.PHASE, state.phase()), 1));
            latest(state)
                    .forEach((type, at) ->
                            whatTheyDid.add(
                                    MultiGauge.Row.of(
                                            tags.and(MetricNames.OUTCOME, Words.of(type)),
                                            at.toEpochMilli() / MILLIS_PER_SECOND)));
            Boolean may = known.get(id);
            if (may != null) {
                whatTheyMay.add(MultiGauge.Row.of(tags, may ? 1 : 0));
            }
        });
        infos.register(whatTheyAre, true);
        phases.register(whereTheyStand, true);
        events.register(whatTheyDid, true);
        ready.register(whatTheyMay, true);
    }

    private static Tags info(Tags tags, ResolvedFuse resolved) {
        Fuse fuse = resolved.fuse();
        return tags.and(MetricNames.SERVICE, resolved.service().name())
                .and(MetricNames.MODE, fuse.mode().name())
                .and(MetricNames.TARGET, fuse.target().kind() + "/" + fuse.target().name());
    }

    /** Of each kind of event the latest, as far back as a fuse remembers. */
    private static Map<FuseEvent.Type, Instant> latest(FuseState state) {
        Map<FuseEvent.Type, Instant> latest = new EnumMap<>(FuseEvent.Type.class);
        state.history()
                .forEach(entry ->
                        latest.merge(
                                entry.type(),
                                entry.at(),
                                (one, other) -> one.isAfter(other) ? one : other));
        return latest;
    }

    private static Tags tags(ResourceId fuse) {
        return Tags.of(
                MetricNames.CLUSTER, fuse.cluster(),
                MetricNames.NAMESPACE, fuse.namespace(),
                MetricNames.FUSE, fuse.name());
    }

    void published(@Observes FuseEvent event) {
        actions(action(event), event.type()).increment();
        if (event.cause() != null) {
            skipped(event.cause()).increment();
        }
        Timing timing = event.timing();
        if (timing == null || FuseCommand.isEpisode(event.episode())) {
            return; // a command is no fault that was found
        }
        switch (event.type()) {
            case TRIPPED -> {
                took("decided", timing.firstBadAt(), timing.decidedAt());
                took("patched", timing.firstBadAt(), timing.patchedAt());
            }
            case VERIFIED -> {
                took("quiet", timing.firstBadAt(), timing.quietAt());
                took("verified", timing.firstBadAt(), event.at());
            }
            case SKIPPED, PROPOSED, FAILED, BLIND, HELD, RELEASED, RESET, CONTESTED -> {}
        }
    }

    /** What an event is about. */
    private static String action(FuseEvent event) {
        FuseCommand command = event.command();
        if (command != null) {
            return Words.of(command.verb());
        }
        return switch (event.type()) {
            case HELD, RELEASED -> "hold";
            case RESET -> "reset";
            case SKIPPED, PROPOSED, FAILED, TRIPPED, VERIFIED, BLIND, CONTESTED -> "trip";
        };
    }

    private Counter actions(String action, FuseEvent.Type type) {
        return registry.counter(
                MetricNames.ACTIONS,
                MetricNames.ACTION,
                action,
                MetricNames.OUTCOME,
                Words.of(type));
    }

    private Counter skipped(String cause) {
        return registry.counter(MetricNames.FUSE_SKIPPED, MetricNames.CAUSE, cause);
    }

    /**
     * Stages, each from the first bad reading: {@code decided}, {@code patched}, {@code quiet} (the
     * last request to the canary was read), {@code verified} (that was known).
     */
    private void took(String stage, Instant from, @Nullable Instant to) {
        if (to != null && to.isAfter(from)) {
            reaction(stage).record(Duration.between(from, to));
        }
    }

    private Timer reaction(String stage) {
        return Timer.builder(MetricNames.REACTION)
                .tag(MetricNames.STAGE, stage)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
