package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.StateKeys;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.verdict.EvidenceState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.Predicate;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream on a real broker, ended and begun anew with nothing but what the broker kept. */
class RestartTest {
    private static final Topics TOPICS = new Topics("meshfuse.");
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final String SLO = StateKeys.slo(Shop.slo().id());
    private static final String EVIDENCE = StateKeys.evidence(Shop.CART, Shop.slo().id());

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final KafkaProducer<String, Reading> producer =
            new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new StringSerializer(),
                    CompactSerdes.READINGS.serializer());
    private final TopicReader states = new TopicReader(broker.bootstrapServers(), TOPICS.states());
    private final Instant start = Clock.systemUTC().instant();
    private long sequence;

    @BeforeEach
    void begin() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            TOPICS.all().stream()
                                    .map(topic -> new NewTopic(topic, 1, (short) 1))
                                    .toList())
                    .all()
                    .get();
        }
    }

    @AfterEach
    void end() {
        states.close();
        producer.close(Duration.ZERO);
        broker.close();
    }

    @Test
    void after_a_restart_counts_and_evidence_go_on_from_where_they_were(
            @TempDir Path before, @TempDir Path after) {
        SloState counted;
        EvidenceState judged;
        try (KafkaStreams streams = stream(before)) {
            streams.start();
            publish(0, 0);
            publish(94, 6);
            counted = await(SLO, SloState.class, slo -> countsOf(slo).total() == 200);
            judged = await(EVIDENCE, EvidenceState.class, seen -> seen.canaryNats() > 0);
        }
        long end = states.poll().getLast().offset();

        try (KafkaStreams streams = stream(after)) {
            streams.start();

            assertThat(first(SLO, SloState.class, end).windows())
                    .extracting(SloState.Window::counts)
                    .containsExactlyElementsOf(
                            counted.windows().stream().map(SloState.Window::counts).toList());
            assertThat(first(EVIDENCE, EvidenceState.class, end).canaryNats())
                    .isEqualTo(judged.canaryNats());
            publish(95, 7);
            await(SLO, SloState.class, slo -> countsOf(slo).equals(new Counts(195, 7, 0)));
        }
    }

    @Test
    void what_cannot_be_read_of_what_was_kept_is_left_out_and_the_rest_goes_on(
            @TempDir Path before, @TempDir Path after) throws Exception {
        SloState counted;
        try (KafkaStreams streams = stream(before)) {
            streams.start();
            publish(0, 0);
            publish(94, 6);
            counted = await(SLO, SloState.class, slo -> countsOf(slo).total() == 200);
            await(EVIDENCE, EvidenceState.class, seen -> seen.canaryNats() > 0);
        }
        poisonChangelogs();
        long end = states.poll().getLast().offset();

        try (KafkaStreams streams = stream(after)) {
            streams.start();

            assertThat(first(SLO, SloState.class, end).windows())
                    .extracting(SloState.Window::counts)
                    .containsExactlyElementsOf(
                            counted.windows().stream().map(SloState.Window::counts).toList());
            assertThat(first(EVIDENCE, EvidenceState.class, end).canaryNats()).isZero();
            publish(95, 7);
            await(SLO, SloState.class, slo -> countsOf(slo).equals(new Counts(195, 7, 0)));
            assertThat(streams.state()).isEqualTo(KafkaStreams.State.RUNNING);
        }
    }

    @Test
    void alerts_that_nobody_has_read_yet_outlive_a_restart_of_the_broker(
            @TempDir Path before, @TempDir Path after) throws Exception {
        Alert fires = Alerts.firing(Alerts.CART_FAILS, start);
        Alert slow = Alerts.firing(Alerts.labels("alertname", "CartSlow"), start);
        keep(fires);
        keep(slow);
        broker.stop();
        broker.startAgain();

        KnownAlerts read = new KnownAlerts();
        try (KafkaStreams streams = stream(before, read)) {
            streams.start();
            Awaitility.await().until(() -> read.firing("shop").size() == 2);
            keep(Alerts.resolved(slow.labels(), slow.startsAt(), start.plusSeconds(1)));
            Awaitility.await().until(() -> read.firing("shop").equals(List.of(fires)));
        }
        KnownAlerts readAgain = new KnownAlerts();
        try (KafkaStreams streams = stream(after, readAgain)) {
            streams.start();
            Awaitility.await().until(() -> streams.state() == KafkaStreams.State.RUNNING);

            assertThat(readAgain.firing("shop"))
                    .as("it is known before any service is evaluated")
                    .containsExactly(fires);
            assertThat(readAgain.all()).isEqualTo(read.all());
        }
    }

    private void keep(Alert alert) throws Exception {
        try (KafkaProducer<String, String> keeper =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            keeper.send(
                            new ProducerRecord<>(
                                    TOPICS.states(),
                                    Alerts.key(alert),
                                    MAPPER.writeValueAsString(alert)))
                    .get();
        }
    }

    /** As if written by another version, or by somebody else. The slots of the cart stay. */
    private void poisonChangelogs() throws Exception {
        String watch = Shop.CART.key() + "|" + Shop.CART.key() + "|" + Shop.slo().id().key();
        String breach = Shop.CART.key() + "|" + Shop.slo().id().key();
        for (String store :
                List.of(
                        "baselines",
                        "edges",
                        "watches",
                        "breaches",
                        "burns",
                        "tracks",
                        "alerts",
                        "slots")) {
            for (String key : List.of("nobody", "|", "a|b|c", "Kubernetes/shop/other|1|x")) {
                poison(store, key, "poison");
            }
        }
        for (String value : List.of("", "null", "[]", "{}", "{\"episode\":{}}")) {
            poison("edges", "Kubernetes/shop/empty" + value.length(), value);
            poison("watches", watch + value.length(), value);
            poison("breaches", breach + value.length(), value);
            poison("burns", watch + value.length(), value);
            poison("tracks", watch + "|" + value.length(), value);
            poison("alerts", Shop.CART.key() + "|" + value.length(), value);
        }
        poison("watches", watch, "{}");
        poison("breaches", breach, "{\"slo\":\"cart\"}");
        poison("edges", "Kubernetes/shop/other", "{\"byCaller\":{\"web\":\"NOBODY\"}}");
        poison("slots", Shop.CART.key() + "|0|00000zzzzz", "poison");
        poison("slots", Shop.CART.key() + "|0|0000000001", "poison");
    }

    private void poison(String store, String key, String value) throws Exception {
        try (KafkaProducer<String, String> poisoner =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            poisoner.send(new ProducerRecord<>("restart-" + store + "-changelog", key, value))
                    .get();
        }
    }

    private KafkaStreams stream(Path folder) {
        return stream(folder, new KnownAlerts());
    }

    private KafkaStreams stream(Path folder, KnownAlerts known) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "restart");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "100");
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        // The shortest a broker takes: how long the first one is waited for, since it says no
        // goodbye.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "6000");
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        return new KafkaStreams(
                new TelemetryTopology(
                                TOPICS,
                                1,
                                Shop.CLUSTER,
                                Duration.ofSeconds(1),
                                () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                                new ClocksAhead(),
                                output -> {},
                                MAPPER)
                        .build(known, key -> {}),
                settings);
    }

    /** What web's proxy has counted of its requests to cart's canary. */
    private void publish(long good, long bad) {
        Reading reading =
                new Reading(
                        "10.0.0.7:15090/stats/prometheus",
                        "web-1",
                        null,
                        1000,
                        ++sequence,
                        Clock.systemUTC().instant(),
                        start,
                        null,
                        true,
                        "/stats/prometheus",
                        List.of(
                                Shown.requests(
                                        "stable", Requests.toCart().labels(), good > 0 ? 100 : 0),
                                Shown.requests("good", Requests.toCanary().labels(), good),
                                Shown.requests(
                                        "bad", Requests.toCanary().code("503").labels(), bad)));
        Future<?> sent =
                producer.send(new ProducerRecord<>(TOPICS.readings(), reading.target(), reading));
        producer.flush();
        assertThat(sent).isDone();
    }

    private <T> T await(String key, Class<T> type, Predicate<T> wanted) {
        return read(
                states.await(
                        key,
                        message -> message.key().equals(key) && wanted.test(read(message, type))),
                type);
    }

    /** The first state that was said after an offset; there is one partition. */
    private <T> T first(String key, Class<T> type, long after) {
        return read(
                states.await(key, message -> message.key().equals(key) && message.offset() > after),
                type);
    }

    private static Counts countsOf(SloState slo) {
        return slo.windows().getLast().counts();
    }

    private static <T> T read(ConsumerRecord<String, byte[]> message, Class<T> type) {
        try {
            return MAPPER.readValue(message.value(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
