package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that nobody can use, among those that count. */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class PoisonTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READINGS = "meshfuse.readings";
    private static final String BY_SERVICE = "meshfuse.streams-by-service-repartition";
    private static final String FUSE_INPUTS = "meshfuse.fuse-inputs";
    private static final byte[] KEY = bytes("shop/poison");

    /** What a broker takes, less the rest of a batch. */
    private static final int LARGEST = (1 << 20) - 1024;

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // by Quarkus
    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @SuppressWarnings("NullAway.Init") // below
    private TopicReader deadLetters;

    @SuppressWarnings("NullAway.Init") // below
    private KafkaProducer<byte[], byte[]> producer;

    private record Poisoned(RecordMetadata at, ProducerRecord<byte[], byte[]> as) {}

    @BeforeEach
    void open() {
        String broker = shop.broker().bootstrapServers();
        deadLetters = new TopicReader(broker, "meshfuse.dead-letters");
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker,
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                2 * LARGEST),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
        deadLetters.close();
    }

    @Test
    void what_nobody_can_use_is_put_aside_with_the_reason_and_all_around_it_is_counted()
            throws Exception {
        byte[] good = aReading();
        Counts before = FailingCanary.whatCallersSaw(shop);
        shop.openDoors();
        await("first counts").atMost(PATIENCE).until(() -> FailingCanary.countsNow().total() > 0);

        isPutAside(poison(READINGS, KEY, bytes("poison")), "SerializationException", "version");
        isPutAside(
                poison(READINGS, KEY, otherVersion(good)), "SerializationException", "version 99");
        isPutAside(
                poison(READINGS, KEY, Arrays.copyOf(good, good.length / 2)),
                "SerializationException",
                "cannot be read");
        isPutAside(
                poison(READINGS, KEY, Arrays.copyOf(good, LARGEST)),
                "SerializationException",
                "cannot be read");
        isPutAside(poison(READINGS, null, good), "NullPointerException", "key");
        isPutAside(
                poison(BY_SERVICE, bytes("Kubernetes/shop/cart"), bytes("poison")),
                "SerializationException",
                "cannot be read");
        isPutAside(
                poison(BY_SERVICE, bytes("Kubernetes/shop/cart"), null),
                "NullPointerException",
                "null");
        inputsOfFusesArePutAside();

        shop.lockDoors();
        Counts happened = FailingCanary.minus(FailingCanary.whatCallersSaw(shop), before);
        await("all counts")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(FailingCanary.countsNow()).isEqualTo(happened));
        isCounted(READINGS, 5);
        isCounted(BY_SERVICE, 2);
        isCounted(FUSE_INPUTS, 3);
        assertThat(deadLetters.poll()).hasSize(10);
    }

    private void inputsOfFusesArePutAside() throws Exception {
        isPutAside(poison(FUSE_INPUTS, KEY, bytes("{")), "JsonEOFException", "end-of-input");
        isPutAside(poison(FUSE_INPUTS, KEY, null), "IOException", "no value");
        isPutAside(
                poison(FUSE_INPUTS, KEY, bytes("{\"kind\":\"CanaryBurns\"}")),
                "ValueInstantiationException",
                "problem: fuse");
    }

    /** In the middle of the topic, so that there are records before and after it. */
    private Poisoned poison(String topic, byte @Nullable [] key, byte @Nullable [] value)
            throws ExecutionException, InterruptedException {
        ProducerRecord<byte[], byte[]> poison = new ProducerRecord<>(topic, 1, key, value);
        return new Poisoned(producer.send(poison).get(), poison);
    }

    private void isPutAside(Poisoned poisoned, String exception, String reason) {
        RecordMetadata at = poisoned.at();
        ConsumerRecord<String, byte[]> letter =
                deadLetters.await(
                        "dead letter of " + at,
                        one ->
                                header(one, "topic").equals(at.topic())
                                        && header(one, "offset")
                                                .equals(Long.toString(at.offset())));
        assertThat(letter.value()).isEqualTo(poisoned.as().value());
        assertThat(letter.key() == null ? null : bytes(letter.key()))
                .isEqualTo(poisoned.as().key());
        assertThat(header(letter, "partition")).isEqualTo("1");
        assertThat(Instant.parse(header(letter, "timestamp")).toEpochMilli())
                .isEqualTo(at.timestamp());
        assertThat(header(letter, "exception-class-name")).endsWith("." + exception);
        assertThat(header(letter, "reason")).contains(reason);
    }

    private void isCounted(String topic, int count) {
        assertThat(RestAssured.get(metrics).asString())
                .contains("meshfuse_dead_letters_total{topic=\"%s\"} %d.0".formatted(topic, count));
    }

    private byte[] aReading() {
        try (TopicReader readings = new TopicReader(shop.broker().bootstrapServers(), READINGS)) {
            FailingCanary.awaitAReadingOfEvery(shop.simulation().pods(), readings);
            return readings.await("a reading", reading -> reading.value() != null).value();
        }
    }

    private static byte[] otherVersion(byte[] reading) {
        byte[] other = reading.clone();
        other[0] = 99;
        return other;
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        Header header = letter.headers().lastHeader("dead-letter-" + name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
