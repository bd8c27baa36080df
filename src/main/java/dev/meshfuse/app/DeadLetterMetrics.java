package dev.meshfuse.app;

import dev.meshfuse.event.kafka.DeadLetters;
import dev.meshfuse.event.kafka.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Counts records that could not be read or processed, by the topic they were on; from the start on,
 * whether or not there ever is one.
 */
@Startup
@ApplicationScoped
public class DeadLetterMetrics implements DeadLetters.Observer {
    private final MeterRegistry registry;

    /** A series that begins at one would hide its first record from whoever looks for a rise. */
    DeadLetterMetrics(MeterRegistry registry, Topics topics) {
        this.registry = registry;
        for (String topic : List.of(topics.readings(), topics.fuseInputs(), topics.increments())) {
            registry.counter(MetricNames.DEAD_LETTERS, MetricNames.TOPIC, topic);
            registry.counter(MetricNames.DEAD_LETTERS_LOST, MetricNames.TOPIC, topic);
        }
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
