package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Readiness;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.TestOutputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When blocks end in the whole topology, by its own clock, and what is decided with them. */
class BlocksOnTopologyTest {
    /** How often the clock is looked at. */
    private static final Duration STEP = Duration.ofMillis(50);

    private TestedTopology topology = new TestedTopology();
    private long sequence;
    private long good;
    private long bad;

    @AfterEach
    void end() {
        topology.close();
    }

    /** Wherever in its second the caller is read: with a fixed tick it was up to a second later. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 250, 500, 750, 900})
    void an_outage_is_decided_with_the_third_reading_that_shows_it(int phaseMillis) {
        passTo(phaseMillis);
        publish("web", 90, 0);
        passTo(1000 + phaseMillis);
        publish("web", 5000, 0);
        for (int second = 2; second < 5; second++) {
            passTo(second * 1000 + phaseMillis);
            publish("web", 90, 10);
        }

        assertThat(inputs())
                .first()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryBurns.class,
                        burns ->
                                assertThat(burns.at())
                                        .isEqualTo(
                                                TestedTopology.START.plusMillis(
                                                        4000 + phaseMillis)));
    }

    @Test
    void a_caller_that_is_not_read_any_more_delays_one_decision_by_the_grace() {
        for (int second = 0; second < 3; second++) {
            passTo(second * 1000);
            publish("web", second == 1 ? 5000 : 90, 0);
            passTo(second * 1000 + 200);
            publish("cron", 0, 0);
        }
        for (int second = 3; second < 6; second++) {
            passTo(second * 1000);
            publish("web", 90, 10);
        }

        assertThat(inputs())
                .first()
                .extracting(FuseInput::at)
                .isEqualTo(TestedTopology.START.plusSeconds(5));
    }

    @Test
    void a_canary_without_a_ready_pod_whose_requests_find_nobody_is_told_to_its_fuse() {
        topology.close();
        topology =
                new TestedTopology(
                        () -> DownCanariesTest.defined(new Readiness(2, 2, 0, 0), Shop.SPLIT));
        Requests nobody = Requests.toCart().to("unknown", "unknown").code("503").flags("UH");
        for (int second = 0; second < 18; second++) {
            passTo(second * 1000);
            good += 90;
            bad += 10;
            topology.publish("web", reading("web", nobody));
        }

        assertThat(inputs())
                .hasOnlyElementsOfType(FuseInput.CanaryDown.class)
                .first()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryDown.class,
                        down -> {
                            assertThat(down.at()).isEqualTo(TestedTopology.START.plusSeconds(15));
                            assertThat(down.evidence().since()).isEqualTo(TestedTopology.START);
                            assertThat(down.evidence().unanswered()).isEqualTo(150);
                        });
    }

    private List<FuseInput> inputs() {
        TestOutputTopic<String, FuseInput> inputs =
                topology.output(
                        TestedTopology.TOPICS.fuseInputs(),
                        new ObjectMapperSerde<>(FuseInput.class, TestedTopology.MAPPER)
                                .deserializer());
        return inputs.readValuesToList();
    }

    private void passTo(int millis) {
        Instant until = TestedTopology.START.plusMillis(millis);
        while (topology.now.isBefore(until)) {
            topology.leap(STEP);
        }
    }

    private void publish(String caller, int moreGood, int moreBad) {
        good += moreGood;
        bad += moreBad;
        topology.publish(caller, reading(caller, Requests.toCanary().code("503")));
    }

    private Reading reading(String caller, Requests failing) {
        boolean calls = caller.equals("web");
        return new Reading(
                caller,
                caller + "-1",
                null,
                new CollectorClock(1000, Duration.ZERO),
                ++sequence,
                topology.now,
                TestedTopology.START,
                null,
                true,
                "/stats/prometheus",
                List.of(
                        Shown.requests(
                                "good",
                                Requests.toCart().caller(caller).labels(),
                                calls ? good : 0),
                        Shown.requests("bad", failing.caller(caller).labels(), calls ? bad : 0)));
    }
}
