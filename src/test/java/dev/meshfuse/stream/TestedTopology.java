package dev.meshfuse.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The whole topology of the cart's fuse in Kafka Streams' own driver, and its clock. */
final class TestedTopology implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final Topics TOPICS = new Topics("meshfuse.");
    static final ObjectMapper MAPPER = JsonShapes.newMapper();

    /** All that was said. */
    final List<Output> observed = new ArrayList<>();

    final ClocksAhead clocks = new ClocksAhead();
    Instant now = START;
    private final Path folder = newFolder();
    private final TopologyTestDriver driver;
    private boolean closed;
    private final TestInputTopic<String, Reading> readings;
    private final TestInputTopic<String, String> states;

    TestedTopology() {
        this(Shop.defined(Shop.fuse(), Shop.SPLIT));
    }

    TestedTopology(Definitions defined) {
        this(() -> defined);
    }

    TestedTopology(Definitions.Source definitions) {
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
                                        definitions,
                                        clocks,
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
        states =
                driver.createInputTopic(
                        TOPICS.states(), new StringSerializer(), new StringSerializer());
    }

    /** A reading of a target, or null where it is gone. */
    void publish(String target, @Nullable Reading reading) {
        readings.pipeInput(target, reading, now);
    }

    /** The latest state of something, or null where there is none any more. */
    void state(String key, @Nullable String json) {
        states.pipeInput(key, json);
    }

    /** Second by second, or in steps of ten where minutes go by: the driver is slow at each. */
    void tick(int seconds) {
        int step = seconds >= 60 && seconds % 10 == 0 ? 10 : 1;
        for (int i = 0; i < seconds; i += step) {
            leap(Duration.ofSeconds(step));
        }
    }

    /** The clock goes on at once, or is set. */
    void leap(Duration by) {
        now = now.plus(by);
        driver.advanceWallClockTime(by);
    }

    TestOutputTopic<String, String> text(String topic) {
        return output(topic, new StringDeserializer());
    }

    <V> TestOutputTopic<String, V> output(String topic, Deserializer<V> values) {
        return driver.createOutputTopic(topic, new StringDeserializer(), values);
    }

    KeyValueStore<String, byte[]> baselines() {
        return driver.getKeyValueStore(IncrementsProcessor.BASELINES);
    }

    /** A second time it does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        driver.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("meshfuse-streams");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
