package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Alerts;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a record of an alert to what the fuse hears of it, through the whole topology. */
class AlertTopologyTest {
    private final TestedTopology topology =
            new TestedTopology(Shop.defined(Shop.fuse(1, Set.of(Fuse.Trigger.Alerts)), Shop.SPLIT));
    private final TestOutputTopic<String, FuseInput> inputs =
            topology.output(
                    TestedTopology.TOPICS.fuseInputs(),
                    new ObjectMapperSerde<>(FuseInput.class, TestedTopology.MAPPER).deserializer());
    private long sequence;
    private long good;
    private long canaryBad;

    @AfterEach
    void end() {
        topology.close();
    }

    @Test
    void an_alert_is_told_to_the_fuse_under_the_fuses_key_and_so_is_its_end() throws Exception {
        serve(6);
        assertThat(inputs.isEmpty()).isTrue();
        Alert alert = Alerts.firing(Alerts.CART_FAILS, topology.now);
        state(Alerts.key(alert), TestedTopology.MAPPER.writeValueAsString(alert));
        serve(2);

        List<TestRecord<String, FuseInput>> told = inputs.readRecordsToList();
        String episode = told.getFirst().value().episode();
        assertThat(told)
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.key()).isEqualTo("Kubernetes/shop/cart");
                    assertThat(one.value()).isInstanceOf(FuseInput.AlertFires.class);
                    assertThat(one.value().episode()).isEqualTo(episode);
                });
        assertThat(told.getLast().value())
                .isInstanceOfSatisfying(
                        FuseInput.AlertFires.class,
                        input -> {
                            assertThat(input.alert().name()).isEqualTo("CartFails");
                            assertThat(input.alert().errors().explained()).isTrue();
                        });

        state(Alerts.key(alert), null);
        serve(1);

        assertThat(inputs.readValuesToList())
                .singleElement()
                .isInstanceOfSatisfying(
                        FuseInput.CanaryReleased.class,
                        released -> assertThat(released.episode()).isEqualTo(episode));
    }

    @Test
    void what_is_no_alert_under_the_key_of_one_is_passed_over() {
        for (String garbage : List.of("{", "null", "{}", "[]", "\"\"", "{\"labels\": 1}")) {
            state("alert/x/y/z", garbage);
        }
        serve(2);

        assertThat(inputs.isEmpty()).isTrue();
    }

    private void state(String key, @Nullable String json) {
        topology.state(key, json);
    }

    /** So many times ten seconds, in which the canary fails. */
    private void serve(int times) {
        if (sequence == 0) {
            publish();
        }
        for (int i = 0; i < times; i++) {
            topology.leap(Duration.ofSeconds(9));
            good += 900;
            canaryBad += 100;
            publish();
            topology.leap(Duration.ofSeconds(1));
        }
    }

    private void publish() {
        Reading reading =
                new Reading(
                        "10.0.0.7:15090/stats/prometheus",
                        "web-1",
                        null,
                        new CollectorClock(1000, Duration.ZERO),
                        ++sequence,
                        topology.now,
                        TestedTopology.START,
                        null,
                        true,
                        "/stats/prometheus",
                        List.of(
                                Shown.requests("good", Requests.toCart().labels(), good),
                                Shown.requests(
                                        "cb",
                                        Requests.toCanary().code("503").labels(),
                                        canaryBad)));
        topology.publish(reading.target(), reading);
    }
}
