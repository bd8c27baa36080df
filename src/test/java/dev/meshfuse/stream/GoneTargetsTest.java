package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that end, are gone, and come back, on the whole topology. */
class GoneTargetsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Topics TOPICS = new Topics("meshfuse.");
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final String TARGET = "10.0.0.7:15090/stats/prometheus";

    private TopologyTestDriver driver;
    private TestInputTopic<String, Reading> readings;
    private TestOutputTopic<String, String> states;
    private Instant now = START;
    private long sequence;
    private JsonNode state = MAPPER.nullNode();

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
                                        output -> {},
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
                driver.createOutputTopic(
                        TOPICS.states(), new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void end() {
        driver.close();
    }

    @Test
    void a_target_that_is_gone_is_not_silent_and_what_went_unread_is_told() {
        read("web-1", START, 10);
        tick(5);
        gone();
        tick(20);

        assertThat(state().at("/seen/kind").asText()).isEqualTo("Vanished");
        assertThat(state().at("/seen/targetsSilent").asInt()).isZero();
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
        assertThat(state().at("/unread/longest").asText()).isEqualTo("PT5S");
    }

    @Test
    void it_is_told_once_however_often_it_is_said() {
        read("web-1", START, 10);
        tick(5);
        gone();
        gone();
        tick(1);

        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
    }

    @Test
    void a_target_that_was_never_read_may_be_gone() {
        gone();
        tick(1);

        assertThat(states.isEmpty()).isTrue();
    }

    @Test
    void what_a_target_had_shown_is_forgotten_when_it_is_gone() {
        read("web-1", START, 10);
        gone();
        tick(540);
        assertThat(baselines().get(TARGET)).isNotNull();

        tick(120);

        assertThat(baselines().get(TARGET)).isNull();
        assertThat(baselines().approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void a_target_that_comes_back_soon_goes_on_where_it_was() {
        read("web-1", START, 10);
        gone();
        tick(300);
        read("web-1", START, 17);
        tick(3600 - 300);
        read("web-1", START, 18);
        tick(1);

        assertThat(counted()).as("first seen, then gained").isEqualTo(7 + 1);
        assertThat(state().at("/seen/targetsRead").asInt()).isEqualTo(1);
    }

    @Test
    void a_process_that_comes_back_when_it_was_forgotten_is_counted_from_there() {
        Instant started = START.plusSeconds(60);
        now = started.plusSeconds(1);
        read("web-1", started, 10);
        tick(1);
        assertThat(counted()).as("it started under the watch").isEqualTo(10);
        gone();
        tick(900);
        assertThat(baselines().get(TARGET)).isNull();

        read("web-1", started, 17);
        tick(1);
        assertThat(counted()).isEqualTo(10);
        read("web-1", started, 20);
        tick(1);
        assertThat(counted()).isEqualTo(10 + 3);
    }

    @Test
    void a_target_that_cannot_be_read_for_an_hour_is_not_counted_again_when_it_can() {
        Instant started = START.plusSeconds(60);
        now = started.plusSeconds(1);
        read("web-1", started, 10);
        tick(3600 + 180);
        assertThat(baselines().get(TARGET)).as("nobody said it is gone").isNull();
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);

        read("web-1", started, 17);
        tick(1);

        assertThat(counted()).as("counted before").isEqualTo(10);
    }

    @Test
    void a_process_that_started_after_all_that_was_forgotten_is_counted_from_its_start() {
        read("web-1", START, 10);
        gone();
        tick(900);
        Instant started = now.minusSeconds(100);
        read("web-2", started, 5);
        tick(1);

        assertThat(counted()).isEqualTo(5);
    }

    @Test
    void a_restart_tells_what_its_predecessor_took_with_it() {
        read("web-1", START, 10);
        tick(5);
        read("web-1/1", now.minusSeconds(2), 4);
        tick(1);

        assertThat(counted()).isEqualTo(4);
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
        assertThat(state().at("/unread/total").asText()).isEqualTo("PT3S");
        assertThat(state().at("/seen/targetsRead").asInt()).isEqualTo(1);
    }

    private void gone() {
        readings.pipeInput(TARGET, null, now);
    }

    private void read(String process, Instant started, long requests) {
        Reading reading =
                new Reading(
                        TARGET,
                        process,
                        null,
                        1000,
                        ++sequence,
                        now,
                        START,
                        Duration.between(started, now).toSeconds(),
                        true,
                        "/stats/prometheus",
                        List.of(Shown.requests("good", Requests.toCart().labels(), requests)));
        readings.pipeInput(TARGET, reading, now);
    }

    /** Second by second, or in steps of ten where minutes go by: the driver is slow at each. */
    private void tick(int seconds) {
        int step = seconds >= 60 && seconds % 10 == 0 ? 10 : 1;
        for (int i = 0; i < seconds; i += step) {
            now = now.plusSeconds(step);
            driver.advanceWallClockTime(Duration.ofSeconds(step));
        }
    }

    private KeyValueStore<String, byte[]> baselines() {
        return driver.getKeyValueStore(IncrementsProcessor.BASELINES);
    }

    private long counted() {
        JsonNode windows = state().at("/windows");
        return windows.path(windows.size() - 1).at("/counts/good").asLong();
    }

    private JsonNode state() {
        String latest = states.readKeyValuesToMap().get("slo/Kubernetes/shop/cart-availability");
        if (latest != null) {
            state = read(latest);
        }
        return state;
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
