package dev.meshfuse.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/** How many records wait for this replica, and what its stream does. */
@Startup
@ApplicationScoped
public class KafkaMetrics {
    private static final String INPUTS = "fuse-inputs";

    KafkaMetrics(MeterRegistry registry, KafkaStreams streams, KafkaClientService clients) {
        Gauge.builder(
                        MetricNames.STREAM_LAG,
                        streams,
                        its -> lag(its.metrics(), KafkaMetrics::isMain))
                .register(registry);
        Gauge.builder(MetricNames.FUSE_INPUTS_LAG, clients, KafkaMetrics::inputsLag)
                .register(registry);
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            Gauge.builder(MetricNames.STREAM_STATE, streams, its -> its.state() == state ? 1 : 0)
                    .tag(MetricNames.STATE, Words.of(state))
                    .register(registry);
        }
    }

    private static double inputsLag(KafkaClientService clients) {
        KafkaConsumer<Object, Object> consumer = clients.getConsumer(INPUTS);
        return consumer == null ? Double.NaN : lag(consumer.unwrap().metrics(), name -> true);
    }

    /** Of the consumer that reads the topics, not of those that restore what was kept. */
    private static boolean isMain(MetricName name) {
        String client = name.tags().getOrDefault("client-id", "");
        return client.contains("StreamThread") && !client.endsWith("-restore-consumer");
    }

    /** Records of all its partitions that are there and were not read; none before the first. */
    private static double lag(
            Map<MetricName, ? extends Metric> metrics, Predicate<MetricName> which) {
        return metrics.entrySet().stream()
                .filter(one -> one.getKey().name().equals("records-lag"))
                .filter(one -> which.test(one.getKey()))
                .map(one -> one.getValue().metricValue())
                .mapToDouble(value -> value instanceof Number lag ? lag.doubleValue() : 0)
                .filter(lag -> lag > 0) // not told yet, else
                .sum();
    }
}
