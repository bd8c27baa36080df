package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import dev.meshfuse.web.States;
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
import java.util.List;
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

    private final MeterRegistry registry;

    private final MultiGauge phases;
    private final Definitions.Source definitions;
    private final States states;

    FuseMetrics(MeterRegistry registry, Definitions.Source definitions, States states) {
        this.registry = registry;
        this.definitions = definitions;
        this.states = states;
        this.phases = MultiGauge.builder(MetricNames.FUSE_PHASE).register(registry);
    }

    /** One series a fuse, with its phase as a label and the value 1; the same on every replica. */
    @Scheduled(every = "5s")
    void phases() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (ResourceId fuse : definitions.current().fuses().keySet()) {
            Tags tags =
                    Tags.of(
                            MetricNames.CLUSTER, fuse.cluster(),
                            MetricNames.NAMESPACE, fuse.namespace(),
                            MetricNames.FUSE, fuse.name(),
                            MetricNames.PHASE, states.fuse(fuse).phase());
            rows.add(MultiGauge.Row.of(tags, 1));
        }
        phases.register(rows, true);
    }

    void published(@Observes FuseEvent event) {
        registry.counter(
                        MetricNames.ACTIONS,
                        MetricNames.ACTION,
                        action(event),
                        MetricNames.OUTCOME,
                        Words.of(event.type()))
                .increment();
        if (event.cause() != null) {
            registry.counter(MetricNames.FUSE_SKIPPED, MetricNames.CAUSE, event.cause())
                    .increment();
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

    /**
     * Stages, each from the first bad reading: {@code decided}, {@code patched}, {@code quiet} (the
     * last request to the canary was read), {@code verified} (that was known).
     */
    private void took(String stage, Instant from, @Nullable Instant to) {
        if (to != null && to.isAfter(from)) {
            Timer.builder(MetricNames.REACTION)
                    .tag(MetricNames.STAGE, stage)
                    .serviceLevelObjectives(BOUNDS)
                    .register(registry)
                    .record(Duration.between(from, to));
        }
    }
}
