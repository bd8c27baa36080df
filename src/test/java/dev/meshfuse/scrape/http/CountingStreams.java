package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.kafka.ReadingSerializer;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.stream.ClocksAhead;
import dev.meshfuse.stream.TelemetryTopology;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.kafka.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The way of readings through a real broker and the real stream, in instances that come and go, to
 * the states of objectives.
 */
final class CountingStreams implements AutoCloseable {
    private static final Topics TOPICS = new Topics("meshfuse.");
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How many more times a failing instance asks what is defined: once or more by reading. */
    private static final int ASKS_BEFORE_CRASH = 20;

    private static final int NEVER = Integer.MAX_VALUE;

    private final EmbeddedBroker broker;
    private final int partitions;
    private final Definitions definitions;
    private final Path folder;
    private final KafkaProducer<String, Reading> producer;
    private final TopicReader states;
    private final List<Instance> instances = new ArrayList<>();

    /** One instance of the stream. */
    static final class Instance {
        private final KafkaStreams streams;
        private final AtomicInteger asksLeft;

        private Instance(KafkaStreams streams, AtomicInteger asksLeft) {
            this.streams = streams;
            this.asksLeft = asksLeft;
        }

        /** Whether it has work. */
        boolean works() {
            return streams.state() == KafkaStreams.State.RUNNING
                    && streams.metadataForLocalThreads().stream()
                            .anyMatch(thread -> !thread.activeTasks().isEmpty());
        }

        /**
         * Fails between two readings, before what it did since it last committed is committed, and
         * says no goodbye.
         */
        void crash() {
            asksLeft.set(ASKS_BEFORE_CRASH);
        }

        boolean isCrashed() {
            return streams.state() == KafkaStreams.State.ERROR;
        }

        /** Ends in good order and says so. */
        void leave() {
            streams.close(new KafkaStreams.CloseOptions().leaveGroup(true).timeout(PATIENCE));
        }
    }

    /**
     * @param partitions of all topics, the one of shards among them
     * @param folder an empty one, for the instances
     */
    CountingStreams(EmbeddedBroker broker, int partitions, Definitions definitions, Path folder) {
        this.broker = broker;
        this.partitions = partitions;
        this.definitions = definitions;
        this.folder = folder;
        createTopics();
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new ReadingSerializer());
        this.states = new TopicReader(broker.bootstrapServers(), TOPICS.states());
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            TOPICS.all().stream()
                                    .map(topic -> new NewTopic(topic, partitions, (short) 1))
                                    .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Puts a reading on its topic. */
    void publish(Reading reading) {
        Future<?> unused =
                producer.send(new ProducerRecord<>(TOPICS.readings(), reading.target(), reading));
    }

    /** Begins one more instance. */
    Instance start() {
        AtomicInteger asksLeft = new AtomicInteger(NEVER);
        Definitions.Source source =
                () -> {
                    if (asksLeft.get() != NEVER && asksLeft.getAndDecrement() <= 0) {
                        throw new IllegalStateException("crashes, as this test wants it");
                    }
                    return definitions;
                };
        KafkaStreams streams =
                new KafkaStreams(
                        new TelemetryTopology(
                                        TOPICS,
                                        partitions,
                                        Shop.CLUSTER,
                                        Duration.ofSeconds(1),
                                        source,
                                        new ClocksAhead(),
                                        output -> {},
                                        MAPPER)
                                .build(),
                        settings(folder.resolve(Integer.toString(instances.size()))));
        Instance instance = new Instance(streams, asksLeft);
        instances.add(instance);
        streams.start();
        return instance;
    }

    private Properties settings(Path its) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "counting");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        // The shortest a broker takes: how long one that has crashed is waited for.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "500");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, its.toString());
        return settings;
    }

    /** Waits until the latest states say this, by name of the objective. */
    void awaitCounts(String when, Map<String, Counts> wanted) {
        await(when)
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(counts()).as(when).isEqualTo(wanted));
    }

    /** What the latest states say of the longest window, by name of the objective. */
    private Map<String, Counts> counts() {
        Map<String, Counts> counts = new HashMap<>();
        List<ConsumerRecord<String, byte[]>> said = states.poll();
        definitions
                .slos()
                .keySet()
                .forEach(slo -> {
                    String key = StateKeys.slo(slo);
                    said.stream()
                            .filter(record -> record.key().equals(key))
                            .reduce((earlier, later) -> later)
                            .ifPresent(latest ->
                                    counts.put(
                                            slo.name(),
                                            state(latest).windows().getLast().counts()));
                });
        return counts;
    }

    private static SloState state(ConsumerRecord<String, byte[]> record) {
        try {
            return MAPPER.readValue(record.value(), SloState.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.streams.close(Duration.ofSeconds(10)));
        states.close();
        producer.close(Duration.ZERO);
    }
}
