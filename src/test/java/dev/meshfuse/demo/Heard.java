package dev.meshfuse.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Listens to the public topics, as any other consumer would. */
final class Heard implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final ObjectMapper mapper = new ObjectMapper();
    private final List<ConsumerRecord<String, byte[]>> events = new ArrayList<>();

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
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of("meshfuse.breaches", "meshfuse.actions"));
    }

    /**
     * Waits for an event of a type since an instant, for as long as there is hope; empty when there
     * is none left.
     */
    Optional<JsonNode> await(String type, Instant since, BooleanSupplier hope) {
        Optional<JsonNode> found = find(type, since);
        while (found.isEmpty() && hope.getAsBoolean()) {
            listen();
            found = find(type, since);
        }
        return found;
    }

    /** Whether there was an event of a type since an instant. */
    boolean has(String type, Instant since) {
        listen();
        return find(type, since).isPresent();
    }

    private void listen() {
        consumer.poll(Duration.ofMillis(100)).forEach(events::add);
    }

    private Optional<JsonNode> find(String type, Instant since) {
        return events.stream()
                .filter(event -> typeOf(event).equals(type))
                .map(this::data)
                .filter(event -> !Stage.time(event, "/at").isBefore(since))
                .findFirst();
    }

    /** CloudEvents on Kafka, binary mode: attributes are headers, the value is the data. */
    private static String typeOf(ConsumerRecord<String, byte[]> event) {
        return new String(event.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
    }

    private JsonNode data(ConsumerRecord<String, byte[]> event) {
        try {
            return mapper.readTree(event.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
