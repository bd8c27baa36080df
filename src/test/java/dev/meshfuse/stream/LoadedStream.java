package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Tier;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.kafka.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;

/**
 * Instances of the stream on a real broker, fed with readings of eight services. Waiting for
 * anything feeds it on.
 */
final class LoadedStream implements AutoCloseable {
    static final int PARTITIONS = 3;
    static final int SERVICES = 8;
    static final Topics TOPICS = new Topics("meshfuse.");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();

    /** Fires while a tenth of the requests fails, and is over some twenty seconds later. */
    private static final Tier FAST =
            new Tier(
                    "fast",
                    Severity.Page,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    BigDecimal.TEN);

    final TopicReader breaches;
    private final String broker;
    private final Definitions definitions;
    private final TopicReader states;
    private final KafkaProducer<String, Reading> producer;
    private final List<Future<?>> sent = new ArrayList<>();
    private final List<KafkaStreams> running = new ArrayList<>();
    private final Instant start = Clock.systemUTC().instant();
    private long sequence;
    private long good;
    private long bad;
    private boolean isBad;
    private Duration set = Duration.ZERO;

    LoadedStream(EmbeddedBroker broker) throws Exception {
        this.broker = broker.bootstrapServers();
        Map<ResourceId, Slo> slos = new HashMap<>();
        services().forEach(id -> slos.put(id, slo(id)));
        this.definitions = new Definitions(slos, Map.of(), List.of());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", this.broker))) {
            admin.createTopics(
                            TOPICS.all().stream()
                                    .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                                    .toList())
                    .all()
                    .get();
        }
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", this.broker, "max.block.ms", 10_000),
                        new StringSerializer(),
                        CompactSerdes.READINGS.serializer());
        this.states = new TopicReader(this.broker, TOPICS.states());
        this.breaches = new TopicReader(this.broker, TOPICS.breaches());
        publish();
    }

    private static List<ResourceId> services() {
        return IntStream.range(0, SERVICES).mapToObj(i -> Shop.id("s" + i)).toList();
    }

    private static Slo slo(ResourceId service) {
        return new Slo(
                service,
                1,
                service,
                new Indicator.Availability(),
                Objective.parse("99%"),
                Duration.ofDays(30),
                CountingPolicy.DEFAULT,
                new Alerting(List.of(FAST), Alerting.DEFAULT_ALPHA));
    }

    /** Begins an instance with what it finds in a folder. */
    KafkaStreams start(Path folder) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "loaded");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        KafkaStreams streams =
                new KafkaStreams(
                        new TelemetryTopology(
                                        TOPICS,
                                        PARTITIONS,
                                        Shop.CLUSTER,
                                        Duration.ofSeconds(1),
                                        () -> definitions,
                                        new ClocksAhead(),
                                        output -> {},
                                        MAPPER)
                                .build(),
                        settings);
        running.add(streams);
        streams.start();
        return streams;
    }

    /** Ends one in good order. */
    void leave(KafkaStreams streams) {
        streams.close(new KafkaStreams.CloseOptions().leaveGroup(true).timeout(PATIENCE));
        running.remove(streams);
    }

    /** From now on half of the requests fails, or none. */
    void bad(boolean whether) {
        isBad = whether;
    }

    /** From now on the collector's clock stands so far from where it would be. */
    void setClock(Duration by) {
        set = by;
    }

    void awaitWork(KafkaStreams streams) {
        await(
                "work",
                () ->
                        streams.state() == KafkaStreams.State.RUNNING
                                && streams.metadataForLocalThreads().stream()
                                        .anyMatch(thread -> !thread.activeTasks().isEmpty()));
    }

    /** Every service's breaches have come to this state, of which so many events speak. */
    void awaitBreaches(String what, int events) {
        await(what, () -> breaches.poll().size() >= events);
    }

    void await(String what, BooleanSupplier wanted) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    publish();
                    return wanted.getAsBoolean();
                });
    }

    /** So many readings of every service. */
    void publish(int times) {
        for (int i = 0; i < times; i++) {
            publish();
        }
    }

    private void publish() {
        good += isBad ? 5 : 10;
        bad += isBad ? 5 : 0;
        sequence++;
        if (sequence == 1) {
            good = 0; // a proxy that has just begun
        }
        services().forEach(service -> sent.add(publish(service.name())));
    }

    private Future<?> publish(String service) {
        Requests requests = Requests.toCart().service(service, "shop");
        Reading reading =
                new Reading(
                        service + ":15090/stats/prometheus",
                        "web-" + service,
                        null,
                        new CollectorClock(1000, set),
                        sequence,
                        Clock.systemUTC().instant().plus(set),
                        start.plus(set),
                        null,
                        true,
                        "/stats/prometheus",
                        List.of(
                                Shown.requests("good", requests.labels(), good),
                                Shown.requests("bad", requests.code("503").labels(), bad)));
        return producer.send(new ProducerRecord<>(TOPICS.readings(), reading.target(), reading));
    }

    /** All that was published was taken by the broker, and all that it took is counted once. */
    void awaitAllCounted(String when) {
        producer.flush();
        sent.forEach(one -> assertThat(one.state()).isEqualTo(Future.State.SUCCESS));
        sent.clear();
        Counts wanted = new Counts(good, bad, 0);
        Awaitility.await(when)
                .atMost(PATIENCE)
                .pollInSameThread()
                .untilAsserted(() ->
                        assertThat(counts())
                                .as(when)
                                .hasSize(SERVICES)
                                .allSatisfy((service, counts) ->
                                        assertThat(counts).as(service).isEqualTo(wanted)));
    }

    private Map<String, Counts> counts() {
        Map<String, ConsumerRecord<String, byte[]>> latest = new HashMap<>();
        states.poll().forEach(said -> latest.put(said.key(), said));
        Map<String, Counts> counts = new HashMap<>();
        for (ResourceId service : services()) {
            ConsumerRecord<String, byte[]> said = latest.get(StateKeys.slo(service));
            if (said != null) {
                counts.put(service.name(), state(said).windows().getLast().counts());
            }
        }
        return counts;
    }

    private static SloState state(ConsumerRecord<String, byte[]> said) {
        try {
            return MAPPER.readValue(said.value(), SloState.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List.copyOf(running).forEach(streams -> streams.close(Duration.ofSeconds(10)));
        states.close();
        breaches.close();
        producer.close(Duration.ZERO);
    }
}
