package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Listens to the public topics, as any other consumer would. */
final class Heard implements AutoCloseable {
    private final KafkaConsumer<String, CloudEvent> consumer;
    private final ObjectMapper mapper = new ObjectMapper();
    private final List<CloudEvent> events = new ArrayList<>();

    Heard(String bootstrapServers) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                                ConsumerConfig.GROUP_ID_CONFIG, "demo",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                                ConsumerConfig.METADATA_MAX_AGE_CONFIG, "1000"),
                        new StringDeserializer(),
                        new CloudEventDeserializer());
        consumer.subscribe(List.of("meshfuse.breaches", "meshfuse.actions"));
    }

    /**
     * Waits for an event of a type, for as long as there is hope; empty when there is none left.
     */
    Optional<JsonNode> await(String type, BooleanSupplier hope) {
        while (hope.getAsBoolean()) {
            Optional<JsonNode> found =
                    events.stream()
                            .filter(event -> event.getType().equals(type))
                            .findFirst()
                            .map(this::data);
            if (found.isPresent()) {
                return found;
            }
            for (ConsumerRecord<String, CloudEvent> message :
                    consumer.poll(Duration.ofMillis(100))) {
                events.add(message.value());
            }
        }
        return Optional.empty();
    }

    private JsonNode data(CloudEvent event) {
        try {
            return mapper.readTree(Objects.requireNonNull(event.getData()).toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
