package dev.meshfuse.app;

import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseEvent.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts what fuses did, and how long it took from the first bad reading. */
@ApplicationScoped
public class FuseMetrics {
    private final MeterRegistry registry;

    FuseMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void published(@Observes FuseEvent event) {
        registry.counter(
                        MetricNames.ACTIONS,
                        MetricNames.ACTION,
                        "trip",
                        MetricNames.OUTCOME,
                        Words.of(event.type()))
                .increment();
        Timing timing = event.timing();
        if (timing == null) {
            return;
        }
        switch (event.type()) {
            case TRIPPED -> {
                took("decided", timing.firstBadAt(), timing.decidedAt());
                took("patched", timing.firstBadAt(), timing.patchedAt());
            }
            case VERIFIED -> took("verified", timing.firstBadAt(), timing.quietAt());
            case SKIPPED, PROPOSED, FAILED -> {}
        }
    }

    private void took(String stage, Instant from, @Nullable Instant to) {
        if (to != null && to.isAfter(from)) {
            Timer.builder(MetricNames.REACTION)
                    .tag(MetricNames.STAGE, stage)
                    .publishPercentileHistogram()
                    .minimumExpectedValue(Duration.ofMillis(100))
                    .maximumExpectedValue(Duration.ofMinutes(5))
                    .register(registry)
                    .record(Duration.between(from, to));
        }
    }
}
