package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTopologyTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Topics TOPICS = new Topics("meshfuse.");
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();

    private final List<Output> observed = new ArrayList<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, Reading> readings;
    private TestOutputTopic<String, String> breaches;
    private TestOutputTopic<String, FuseInput> inputs;
    private TestOutputTopic<String, String> states;
    private Instant now = START;
    private long sequence;
    private long good;
    private long bad;

    @BeforeEach
    void begin(@TempDir Path folder) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver =
                new TopologyTestDriver(
                        new TelemetryTopology(
                                        TOPICS,
                                        1,
                                        Shop.CLUSTER,
                                        Duration.ofSeconds(1),
                                        () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                                        observed::add,
                                        MAPPER)
                                .build(),
                        properties,
                        START);
        readings =
                driver.createInputTopic(
                        TOPICS.readings(),
                        new StringSerializer(),
                        CompactSerdes.READINGS.serializer());
        breaches = text(TOPICS.breaches());
        states = text(TOPICS.states());
        inputs =
                driver.createOutputTopic(
                        TOPICS.fuseInputs(),
                        new StringDeserializer(),
                        new ObjectMapperSerde<>(FuseInput.class, MAPPER).deserializer());
    }

    @AfterEach
    void end() {
        driver.close();
    }

    @Test
    void a_failing_canary_becomes_a_breach_in_a_cloud_event() throws IOException {
        failingCanary();

        TestRecord<String, String> breach = breaches.readRecord();
        assertThat(breach.key()).isEqualTo("Kubernetes/shop/cart-availability");
        assertThat(headers(breach.headers()))
                .containsAllEntriesOf(
                        Map.of(
                                "ce_specversion", "1.0",
                                "ce_type", "dev.meshfuse.slo.breached.v1",
                                "ce_source", "/meshfuse/Kubernetes",
                                "ce_subject", "slo/shop/cart-availability",
                                "ce_id", "shop/cart-availability/cart@2026-03-01T10:00:02Z#1",
                                "ce_time", "2026-03-01T10:00:02Z",
                                "ce_dataschema",
                                        "https://meshfuse.dev/schemas/dev.meshfuse.slo.breached.v1.json",
                                "content-type", "application/json"));
        JsonNode data = MAPPER.readTree(breach.value());
        assertThat(data.at("/service/name").asText()).isEqualTo("cart");
        assertThat(data.at("/evidence/objective").asText()).isEqualTo("99.9%");
        assertThat(breaches.isEmpty()).isTrue();
    }

    @Test
    void a_failing_canary_is_told_to_its_fuse_under_the_fuses_key() {
        failingCanary();

        TestRecord<String, FuseInput> input = inputs.readRecord();
        assertThat(input.key()).isEqualTo("Kubernetes/shop/cart");
        assertThat(input.value())
                .isInstanceOfSatisfying(
                        FuseInput.CanaryBurns.class,
                        burns -> {
                            assertThat(burns.episode())
                                    .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:02Z");
                            assertThat(burns.evidence().canaryIdentity()).isEqualTo("c1");
                            assertThat(burns.evidence().blocks().getLast().canaryBad())
                                    .isEqualTo(10);
                        });
    }

    @Test
    void the_latest_states_stand_under_keys_of_their_own() throws IOException {
        failingCanary();

        Map<String, String> latest = states.readKeyValuesToMap();
        assertThat(latest)
                .containsOnlyKeys(
                        "slo/Kubernetes/shop/cart-availability",
                        "evidence/Kubernetes/shop/cart/Kubernetes/shop/cart-availability");
        JsonNode slo = MAPPER.readTree(latest.get("slo/Kubernetes/shop/cart-availability"));
        assertThat(slo.at("/windows/0/counts/bad").asLong()).isEqualTo(10);
        assertThat(slo.at("/windows/0/length").asText()).isEqualTo("PT5M");
        assertThat(slo.at("/episode/id").asText())
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:02Z");
    }

    @Test
    void what_is_said_is_seen_by_the_observer_as_well() {
        failingCanary();

        assertThat(observed)
                .hasAtLeastOneElementOfType(Output.Breach.class)
                .hasAtLeastOneElementOfType(Output.Input.class)
                .hasAtLeastOneElementOfType(Output.SloSeen.class)
                .hasAtLeastOneElementOfType(Output.EvidenceSeen.class);
    }

    @Test
    void an_old_reading_feeds_the_counts_but_is_no_evidence() throws IOException {
        publish(reading());
        bad += 100;
        Reading old = reading();
        tick(11);
        publish(old);
        tick(1);

        assertThat(inputs.isEmpty()).isTrue();
        assertThat(breaches.isEmpty()).isTrue();
        assertThat(badInTheLastFiveMinutes()).isEqualTo(100);
    }

    @Test
    void a_reading_that_is_delivered_again_changes_nothing() throws IOException {
        publish(reading());
        bad += 2;
        Reading twice = reading();
        publish(twice);
        publish(twice);
        tick(1);
        publish(twice);
        tick(1);

        assertThat(badInTheLastFiveMinutes()).isEqualTo(2);
    }

    @Test
    void callers_that_stop_calling_the_canary_end_the_breach() {
        failingCanary();
        inputs.readValuesToList();
        for (int i = 0; i < 3; i++) {
            publish(reading());
            tick(1);
        }

        assertThat(inputs.readValuesToList())
                .singleElement()
                .isInstanceOf(FuseInput.CanaryQuiet.class);
        assertThat(breaches.readRecordsToList())
                .extracting(breach -> headers(breach.headers()).get("ce_id"))
                .containsExactly(
                        "shop/cart-availability/cart@2026-03-01T10:00:02Z#1",
                        "shop/cart-availability/cart@2026-03-01T10:00:02Z#2");
    }

    /** A first reading as a base, a second with ten failures of the canary. */
    private void failingCanary() {
        good += 90;
        publish(reading());
        tick(1);
        good += 90;
        bad += 10;
        publish(reading());
        tick(1);
    }

    private void tick(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }
    }

    /** What web's proxy shows now of its requests to cart. */
    private Reading reading() {
        return new Reading(
                "10.0.0.7:15090/stats/prometheus",
                "web-1",
                null,
                1000,
                ++sequence,
                now,
                START,
                null,
                true,
                "/stats/prometheus",
                List.of(
                        Shown.requests("good", Requests.toCart().labels(), good),
                        Shown.requests("bad", Requests.toCanary().code("503").labels(), bad)));
    }

    private void publish(Reading reading) {
        readings.pipeInput(reading.target(), reading, now);
    }

    private long badInTheLastFiveMinutes() throws IOException {
        String slo = states.readKeyValuesToMap().get("slo/Kubernetes/shop/cart-availability");
        return MAPPER.readTree(slo).at("/windows/0/counts/bad").asLong();
    }

    private TestOutputTopic<String, String> text(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer());
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
