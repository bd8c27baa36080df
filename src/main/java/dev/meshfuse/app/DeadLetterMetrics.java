package dev.meshfuse.app;

import dev.meshfuse.event.kafka.DeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts records that could not be read or processed, by the topic they were on. */
@ApplicationScoped
public class DeadLetterMetrics implements DeadLetters.Observer {
    private final MeterRegistry registry;

    DeadLetterMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void refused(String topic) {
        registry.counter(MetricNames.DEAD_LETTERS, MetricNames.TOPIC, topic).increment();
    }

    @Override
    public void lost(String topic) {
        registry.counter(MetricNames.DEAD_LETTERS_LOST, MetricNames.TOPIC, topic).increment();
    }
}
