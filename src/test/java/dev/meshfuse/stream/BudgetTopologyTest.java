package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.event.BurnAttribution;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From readings to what the fuse hears of its budget, through the whole topology. */
class BudgetTopologyTest {
    private final TestedTopology topology =
            new TestedTopology(Shop.defined(Shop.fuse(1, Set.of(Fuse.Trigger.Budget)), Shop.SPLIT));
    private final TestOutputTopic<String, FuseInput> inputs =
            topology.output(
                    TestedTopology.TOPICS.fuseInputs(),
                    new ObjectMapperSerde<>(FuseInput.class, TestedTopology.MAPPER).deserializer());
    private long sequence;
    private long good;
    private long canaryGood;
    private long bad;
    private long canaryBad;

    @AfterEach
    void end() {
        topology.close();
    }

    @Test
    void a_canary_that_burns_the_budget_is_told_to_its_fuse_under_the_fuses_key() {
        serve(60, 900, 0, 0, 100);

        TestRecord<String, FuseInput> input = inputs.readRecord();
        assertThat(input.key()).isEqualTo("Kubernetes/shop/cart");
        assertThat(input.value())
                .isInstanceOfSatisfying(
                        FuseInput.BudgetBurns.class,
                        burns -> {
                            BurnAttribution found = burns.attribution();
                            assertThat(found.explained()).isTrue();
                            assertThat(found.canary().bad())
                                    .isEqualTo(found.canary().requests())
                                    .isGreaterThan(2500);
                            assertThat(found.stable().bad()).isZero();
                            assertThat(found.whole().bad()).isEqualTo(found.canary().bad());
                        });
    }

    @Test
    void a_dependency_of_both_sides_is_told_as_a_doubt() {
        serve(60, 720, 180, 80, 20);

        List<BurnAttribution> told =
                inputs.readValuesToList().stream()
                        .map(input -> ((FuseInput.BudgetBurns) input).attribution())
                        .toList();
        assertThat(told).isNotEmpty().noneMatch(BurnAttribution::explained);
        assertThat(told.getFirst().finds()).isEqualTo("Shared");
    }

    /** So many times ten seconds. */
    private void serve(int times, long stable, long stableBad, long ofCanary, long ofCanaryBad) {
        publish();
        for (int i = 0; i < times; i++) {
            topology.leap(Duration.ofSeconds(9));
            good += stable;
            bad += stableBad;
            canaryGood += ofCanary;
            canaryBad += ofCanaryBad;
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
                                Shown.requests("bad", Requests.toCart().code("503").labels(), bad),
                                Shown.requests("c", Requests.toCanary().labels(), canaryGood),
                                Shown.requests(
                                        "cb",
                                        Requests.toCanary().code("503").labels(),
                                        canaryBad)));
        topology.publish(reading.target(), reading);
    }
}
