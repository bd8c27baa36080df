package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.TestOutputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets that end, are gone, and come back, on the whole topology. */
class GoneTargetsTest {
    private static final Instant START = TestedTopology.START;
    private static final String TARGET = "10.0.0.7:15090/stats/prometheus";

    private final TestedTopology topology = new TestedTopology();
    private final TestOutputTopic<String, String> states =
            topology.text(TestedTopology.TOPICS.states());
    private long sequence;
    private Duration set = Duration.ZERO;
    private JsonNode state = TestedTopology.MAPPER.nullNode();

    @AfterEach
    void end() {
        topology.close();
    }

    @Test
    void a_target_that_is_gone_is_not_silent_and_what_went_unread_is_told() {
        read("web-1", START, 10);
        topology.tick(5);
        gone();
        topology.tick(20);

        assertThat(state().at("/seen/kind").asText()).isEqualTo("Vanished");
        assertThat(state().at("/seen/targetsSilent").asInt()).isZero();
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
        assertThat(state().at("/unread/longest").asText()).isEqualTo("PT5S");
    }

    @Test
    void it_is_told_once_however_often_it_is_said() {
        read("web-1", START, 10);
        topology.tick(5);
        gone();
        gone();
        topology.tick(1);

        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
    }

    @Test
    void a_target_that_was_never_read_may_be_gone() {
        gone();
        topology.tick(1);

        assertThat(states.isEmpty()).isTrue();
    }

    @Test
    void what_a_target_had_shown_is_forgotten_when_it_is_gone() {
        read("web-1", START, 10);
        gone();
        topology.tick(540);
        assertThat(topology.baselines().get(TARGET)).isNotNull();

        topology.tick(120);

        assertThat(topology.baselines().get(TARGET)).isNull();
        assertThat(topology.baselines().approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void a_target_that_comes_back_soon_goes_on_where_it_was() {
        read("web-1", START, 10);
        gone();
        topology.tick(300);
        read("web-1", START, 17);
        topology.tick(3600 - 300);
        read("web-1", START, 18);
        topology.tick(1);

        assertThat(counted()).as("first seen, then gained").isEqualTo(7 + 1);
        assertThat(state().at("/seen/targetsRead").asInt()).isEqualTo(1);
    }

    @Test
    void a_process_that_comes_back_when_it_was_forgotten_is_counted_from_there() {
        Instant started = START.plusSeconds(60);
        topology.now = started.plusSeconds(1);
        read("web-1", started, 10);
        topology.tick(1);
        assertThat(counted()).as("it started under the watch").isEqualTo(10);
        gone();
        topology.tick(900);
        assertThat(topology.baselines().get(TARGET)).isNull();

        read("web-1", started, 17);
        topology.tick(1);
        assertThat(counted()).isEqualTo(10);
        read("web-1", started, 20);
        topology.tick(1);
        assertThat(counted()).isEqualTo(10 + 3);
    }

    @Test
    void a_target_that_cannot_be_read_for_an_hour_is_not_counted_again_when_it_can() {
        Instant started = START.plusSeconds(60);
        topology.now = started.plusSeconds(1);
        read("web-1", started, 10);
        topology.tick(3600 + 180);
        assertThat(topology.baselines().get(TARGET)).as("nobody said it is gone").isNull();
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);

        read("web-1", started, 17);
        topology.tick(1);

        assertThat(counted()).as("counted before").isEqualTo(10);
    }

    @Test
    void a_process_that_started_after_all_that_was_forgotten_is_counted_from_its_start() {
        read("web-1", START, 10);
        gone();
        topology.tick(900);
        Instant started = topology.now.minusSeconds(100);
        read("web-2", started, 5);
        topology.tick(1);

        assertThat(counted()).isEqualTo(5);
    }

    @Test
    void a_restart_tells_what_its_predecessor_took_with_it() {
        read("web-1", START, 10);
        topology.tick(5);
        read("web-1/1", topology.now.minusSeconds(2), 4);
        topology.tick(1);

        assertThat(counted()).isEqualTo(4);
        assertThat(state().at("/unread/processesEnded").asInt()).isEqualTo(1);
        assertThat(state().at("/unread/total").asText()).isEqualTo("PT3S");
        assertThat(state().at("/seen/targetsRead").asInt()).isEqualTo(1);
    }

    @Test
    void a_clock_that_is_set_forward_by_a_day_makes_no_target_forgotten() {
        Instant started = START.plusSeconds(60);
        topology.now = started.plusSeconds(1);
        read("web-1", started, 10);
        topology.tick(1);
        assertThat(counted()).isEqualTo(10);

        set(Duration.ofDays(1));
        assertThat(topology.baselines().get(TARGET)).isNotNull();
        read("web-1", started.plus(set), 17);
        topology.tick(1);

        assertThat(counted()).isEqualTo(10 + 7);
    }

    @Test
    void what_was_forgotten_is_not_counted_again_when_the_clock_was_set_forward() {
        Instant started = START.plusSeconds(60);
        topology.now = started.plusSeconds(1);
        read("web-1", started, 10);
        gone();
        topology.tick(900);
        assertThat(topology.baselines().get(TARGET)).isNull();

        set(Duration.ofHours(1));
        read("web-1", started.plus(set), 17);
        topology.tick(1);

        assertThat(counted()).as("counted before").isEqualTo(10);
    }

    private void set(Duration forward) {
        set = set.plus(forward);
        topology.leap(forward);
    }

    private void gone() {
        topology.publish(TARGET, null);
    }

    private void read(String process, Instant started, long requests) {
        Reading reading =
                new Reading(
                        TARGET,
                        process,
                        null,
                        new CollectorClock(1000, set),
                        ++sequence,
                        topology.now,
                        START.plus(set),
                        Duration.between(started, topology.now).toSeconds(),
                        true,
                        "/stats/prometheus",
                        List.of(Shown.requests("good", Requests.toCart().labels(), requests)));
        topology.publish(TARGET, reading);
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
            return TestedTopology.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
