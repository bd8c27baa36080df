package dev.meshfuse.app;

import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.kafka.KafkaShards;
import dev.meshfuse.stream.ClocksAhead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;

/** Counts scrapes. One series each, whatever the number of targets. */
@ApplicationScoped
public class ScrapeMetrics implements ScrapeObserver {
    /** From a hundredth of the canary interval to the deadline. */
    private static final Duration[] LATENESS_BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private final Timer duration;
    private final Timer lateness;
    private final Counter bytes;
    private final Counter samples;
    private final Counter refusedLines;
    private final Map<ScrapeFailure.Kind, Counter> failures =
            new EnumMap<>(ScrapeFailure.Kind.class);
    private final AtomicReference<ScrapeStates> states = new AtomicReference<>(ScrapeStates.NONE);

    ScrapeMetrics(MeterRegistry registry, KafkaShards shards, ClocksAhead clocks, Clock clock) {
        Gauge.builder(
                        MetricNames.SCRAPE_CLOCK_AHEAD,
                        clocks,
                        known -> known.largest(clock.instant()).toNanos() / NANOS_PER_SECOND)
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
        Gauge.builder(MetricNames.SCRAPE_SHARDS, shards, KafkaShards::assigned).register(registry);
        this.duration = registry.timer(MetricNames.SCRAPE_DURATION);
        this.lateness =
                Timer.builder(MetricNames.SCRAPE_LATENESS)
                        .serviceLevelObjectives(LATENESS_BOUNDS)
                        .register(registry);
        this.bytes = registry.counter(MetricNames.SCRAPE_BYTES);
        this.samples = registry.counter(MetricNames.SCRAPE_SAMPLES);
        this.refusedLines = registry.counter(MetricNames.SCRAPE_REFUSED_LINES);
        for (ScrapeFailure.Kind kind : ScrapeFailure.Kind.values()) {
            failures.put(
                    kind,
                    registry.counter(
                            MetricNames.SCRAPE_FAILURES, MetricNames.KIND, Words.of(kind)));
        }
        gauge(registry, "known", ScrapeStates::known);
        gauge(registry, "hot", ScrapeStates::hot);
        gauge(registry, "not-hot", ScrapeStates::notHot);
        gauge(registry, "down", ScrapeStates::down);
        gauge(registry, "backed-off", ScrapeStates::backedOff);
        gauge(registry, "slowed", ScrapeStates::slowed);
        gauge(registry, "unfiltered", ScrapeStates::unfiltered);
    }

    private void gauge(MeterRegistry registry, String state, ToIntFunction<ScrapeStates> number) {
        Gauge.builder(MetricNames.SCRAPE_TARGETS, states, latest -> number.applyAsInt(latest.get()))
                .tag(MetricNames.STATE, state)
                .register(registry);
    }

    @Override
    public void began(Target target, Duration late) {
        lateness.record(late);
    }

    @Override
    public void states(ScrapeStates latest) {
        states.set(latest);
    }

    @Override
    public void read(Target target, Duration took, long read, long lines, long refused) {
        duration.record(took);
        bytes.increment((double) read);
        samples.increment((double) lines);
        refusedLines.increment((double) refused);
    }

    @Override
    public void failed(Target target, ScrapeFailure failure) {
        Counter counter = failures.get(failure.kind());
        if (counter != null) {
            counter.increment();
        }
    }
}
