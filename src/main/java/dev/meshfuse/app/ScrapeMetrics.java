package dev.meshfuse.app;

import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.kafka.KafkaShards;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts scrapes. One series each, whatever the number of targets. */
@ApplicationScoped
public class ScrapeMetrics implements ScrapeObserver {
    private final Timer duration;
    private final Counter bytes;
    private final Counter samples;
    private final Counter refusedLines;
    private final Map<ScrapeFailure.Kind, Counter> failures =
            new EnumMap<>(ScrapeFailure.Kind.class);

    ScrapeMetrics(MeterRegistry registry, KafkaShards shards) {
        Gauge.builder(MetricNames.SCRAPE_SHARDS, shards, KafkaShards::assigned).register(registry);
        this.duration = registry.timer(MetricNames.SCRAPE_DURATION);
        this.bytes = registry.counter(MetricNames.SCRAPE_BYTES);
        this.samples = registry.counter(MetricNames.SCRAPE_SAMPLES);
        this.refusedLines = registry.counter(MetricNames.SCRAPE_REFUSED_LINES);
        for (ScrapeFailure.Kind kind : ScrapeFailure.Kind.values()) {
            failures.put(
                    kind,
                    registry.counter(
                            MetricNames.SCRAPE_FAILURES, MetricNames.KIND, Words.of(kind)));
        }
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
