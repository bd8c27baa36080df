package dev.meshfuse.app;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.stream.Output;
import dev.meshfuse.stream.ReadingWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** How far the stream is behind the mesh. One series each, whatever the number of targets. */
@ApplicationScoped
public class StreamMetrics implements ReadingWatch, Consumer<Output> {
    /** Around ten seconds: a reading that is older when it is processed is no evidence. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(300),
    };

    private static final double MILLIS_PER_SECOND = 1000;

    private final Timer delay;
    private final AtomicReference<Instant> newest = new AtomicReference<>(Instant.MIN);
    private final Set<ResourceId> failing = ConcurrentHashMap.newKeySet();

    StreamMetrics(MeterRegistry registry, Clock clock) {
        this.delay =
                Timer.builder(MetricNames.STREAM_DELAY)
                        .serviceLevelObjectives(BOUNDS)
                        .register(registry);
        Gauge.builder(
                        MetricNames.STREAM_NEWEST_READING_AGE,
                        newest,
                        at -> age(at.get(), clock.instant()))
                .strongReference(true)
                .register(registry);
        Gauge.builder(MetricNames.STREAM_SERVICES_FAILING, failing, Set::size).register(registry);
    }

    /** Nobody knows before the first reading. A collector's clock may be ahead. */
    private static double age(Instant newest, Instant now) {
        return newest.equals(Instant.MIN)
                ? Double.NaN
                : Math.max(0, Duration.between(newest, now).toMillis() / MILLIS_PER_SECOND);
    }

    @Override
    public void note(Reading reading, Instant now) {
        Duration age = Duration.between(reading.at(), now);
        delay.record(age.isNegative() ? Duration.ZERO : age);
        newest.accumulateAndGet(reading.at(), (one, other) -> one.isAfter(other) ? one : other);
    }

    @Override
    public void accept(Output output) {
        switch (output) {
            case Output.Evaluation one -> {
                if (one.fails()) {
                    failing.add(one.service());
                } else {
                    failing.remove(one.service());
                }
            }
            case Output.Counted counted -> {}
            case Output.TracksCounted tracks -> {}
            case Output.SloSeen slo -> {}
            case Output.EvidenceSeen evidence -> {}
            case Output.Left left -> {}
            case Output.Breach breach -> {}
            case Output.Input input -> {}
        }
    }
}
