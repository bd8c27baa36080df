package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.budget.SlotId;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.stream.SlotOwners.Elsewhere;
import dev.meshfuse.stream.SlotOwners.Here;
import dev.meshfuse.stream.SlotOwners.Place;
import dev.meshfuse.stream.SlotOwners.Unknown;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has the slots of which service, in real groups on a real broker. */
class SlotOwnersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = "by-service";
    private static final int PARTITIONS = 4;
    private static final SlotId SLOT = new SlotId(0, 100);
    private static final Place MOVING =
            new Unknown(
                    "The counts of shop/cart are on their way to a replica, or being read back from"
                            + " Kafka.");

    private static final List<ResourceId> SERVICES =
            IntStream.range(0, 12).mapToObj(i -> Shop.id("service-" + i)).toList();

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final List<KafkaStreams> replicas = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path folder;

    /** Counts as many requests for a service as the number it is sent. */
    private static final class Counting extends ContextualProcessor<String, Long, Void, Void> {
        @Override
        public void process(Record<String, Long> message) {
            new StreamsSlotStore(
                            context().getStateStore(StreamsLedgerStore.SLOTS),
                            ResourceId.parse(message.key()))
                    .put(SLOT, slot(message.value()));
        }
    }

    @BeforeEach
    void publish() throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
        }
        try (KafkaProducer<String, Long> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), Serdes.Long().serializer())) {
            for (int i = 0; i < SERVICES.size(); i++) {
                producer.send(new ProducerRecord<>(TOPIC, SERVICES.get(i).key(), i + 1L)).get();
            }
        }
    }

    @AfterEach
    void close() {
        replicas.forEach(replica -> replica.close(Duration.ofSeconds(10)));
        broker.close();
    }

    @Test
    void every_service_is_at_one_of_two_replicas_and_the_other_knows_where() {
        SlotOwners one = replica(Optional.of("127.0.0.1:1001"));
        SlotOwners other = replica(Optional.of("[::1]:1002"));

        await("both have some")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(SERVICES)
                            .allSatisfy(service ->
                                    assertThat(places(service, one, other))
                                            .satisfiesAnyOf(
                                                    SlotOwnersTest::assertIsAtTheFirst,
                                                    SlotOwnersTest::assertIsAtTheSecond));
                    assertThat(SERVICES).anyMatch(service -> one.of(service) instanceof Here);
                    assertThat(SERVICES).anyMatch(service -> other.of(service) instanceof Here);
                });
    }

    @Test
    void what_a_replica_has_it_can_read_while_the_stream_goes_on() {
        SlotOwners alone = replica(Optional.empty());

        await("all is counted")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    for (int i = 0; i < SERVICES.size(); i++) {
                        List<Slot> read = new ArrayList<>();
                        assertThat(alone.of(SERVICES.get(i)))
                                .isInstanceOfSatisfying(
                                        Here.class,
                                        here ->
                                                here.slots()
                                                        .each(
                                                                0,
                                                                0,
                                                                1000,
                                                                (id, one) -> read.add(one)));
                        assertThat(read).containsExactly(slot(i + 1L));
                    }
                });
    }

    @Test
    void replicas_that_tell_no_address_cannot_be_found_and_the_setting_is_named() {
        SlotOwners one = replica(Optional.empty());
        SlotOwners other = replica(Optional.empty());

        await("each service is at one of them")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(SERVICES)
                                .allSatisfy(service ->
                                        assertThat(places(service, one, other))
                                                .hasAtLeastOneElementOfType(Here.class)
                                                .hasAtLeastOneElementOfType(Unknown.class)
                                                .anySatisfy(place ->
                                                        assertThat(place.toString())
                                                                .contains(
                                                                        service.local(),
                                                                        "meshfuse.address"))));
    }

    @Test
    void before_the_stream_begins_and_after_it_has_ended_nobody_is_known() {
        KafkaStreams streams = new KafkaStreams(topology().build(), settings("idle", "a:1"));
        SlotOwners owners = new SlotOwners(streams, PARTITIONS, Optional.of("a:1"));
        assertThat(owners.of(Shop.CART))
                .isEqualTo(new Unknown("Kafka Streams has not started yet."));

        streams.start();
        assertThat(owners.of(Shop.CART)).isEqualTo(MOVING);

        streams.close(Duration.ofSeconds(10));
        assertThat(owners.of(Shop.CART))
                .isEqualTo(new Unknown("Kafka Streams is not running: it is NOT_RUNNING."));
    }

    private static List<Place> places(ResourceId service, SlotOwners one, SlotOwners other) {
        return List.of(one.of(service), other.of(service));
    }

    private static void assertIsAtTheFirst(List<? extends Place> places) {
        assertThat(places.get(0)).isInstanceOf(Here.class);
        assertThat(places.get(1)).isEqualTo(new Elsewhere("127.0.0.1", 1001));
    }

    private static void assertIsAtTheSecond(List<? extends Place> places) {
        assertThat(places.get(0)).isEqualTo(new Elsewhere("::1", 1002));
        assertThat(places.get(1)).isInstanceOf(Here.class);
    }

    private SlotOwners replica(Optional<String> address) {
        KafkaStreams streams =
                new KafkaStreams(
                        topology().build(),
                        settings("replica-" + replicas.size(), address.orElse("")));
        replicas.add(streams);
        streams.start();
        return new SlotOwners(streams, PARTITIONS, address);
    }

    private static StreamsBuilder topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(TelemetryTopology.slots());
        builder.stream(TOPIC, Consumed.with(Serdes.String(), Serdes.Long()))
                .process(Counting::new, StreamsLedgerStore.SLOTS);
        return builder;
    }

    private Properties settings(String name, String address) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "owners");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
        settings.put("auto.offset.reset", "earliest");
        // A group of two forms at once, and one that has no leave to take is not waited for.
        settings.put("session.timeout.ms", "6000");
        return settings;
    }

    private static Slot slot(long requests) {
        BitSet read = new BitSet();
        read.set(0);
        return new Slot(
                Tally.of(Map.of(new RequestClass(200, -1, false, false, true), requests)), read);
    }
}
