package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import io.quarkus.kafka.client.serialization.ObjectMapperSerde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTopologyTest {
    private static final ObjectMapper MAPPER = TestedTopology.MAPPER;

    private static final Definitions DEFINED = Shop.defined(Shop.fuse(), Shop.SPLIT);

    private Definitions defined = DEFINED;
    private final TestedTopology topology = new TestedTopology(() -> defined);
    private final TestOutputTopic<String, String> breaches =
            topology.text(TestedTopology.TOPICS.breaches());
    private final TestOutputTopic<String, String> states =
            topology.text(TestedTopology.TOPICS.states());
    private final TestOutputTopic<String, FuseInput> inputs =
            topology.output(
                    TestedTopology.TOPICS.fuseInputs(),
                    new ObjectMapperSerde<>(FuseInput.class, MAPPER).deserializer());
    private Duration set = Duration.ZERO;
    private long sequence;
    private long good;
    private long bad;

    @AfterEach
    void end() {
        topology.close();
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
                                "ce_id", "shop/cart-availability/cart@2026-03-01T10:00:04Z#1",
                                "ce_time", "2026-03-01T10:00:04Z",
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
                                    .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:04Z");
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
        assertThat(slo.at("/windows/0/counts/bad").asLong()).isEqualTo(30);
        assertThat(slo.at("/windows/0/length").asText()).isEqualTo("PT5M");
        assertThat(slo.at("/episode/id").asText())
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:04Z");
    }

    @Test
    void what_is_said_is_seen_by_the_observer_as_well() {
        failingCanary();

        assertThat(topology.observed)
                .hasAtLeastOneElementOfType(Output.Breach.class)
                .hasAtLeastOneElementOfType(Output.Input.class)
                .hasAtLeastOneElementOfType(Output.SloSeen.class)
                .hasAtLeastOneElementOfType(Output.EvidenceSeen.class);
    }

    @Test
    void what_each_side_has_shown_is_seen_by_the_observer() {
        failingCanary();

        List<Output.TracksCounted> counted =
                topology.observed.stream()
                        .filter(Output.TracksCounted.class::isInstance)
                        .map(Output.TracksCounted.class::cast)
                        .toList();
        assertThat(counted).extracting(Output.TracksCounted::slo).containsOnly(Shop.slo().id());
        assertThat(counted.stream().map(Output.TracksCounted::stable).reduce(Counts::plus))
                .contains(new Counts(5270, 0, 0));
        assertThat(counted.stream().map(Output.TracksCounted::canary).reduce(Counts::plus))
                .contains(new Counts(0, 30, 0));
    }

    @Test
    void a_service_that_cannot_be_evaluated_is_told_once_and_when_it_can_be_again() {
        publish(reading());
        defined = unevaluable();
        topology.tick(3);
        assertThat(evaluations()).containsExactly(new Output.Evaluation(Shop.CART, true));

        defined = DEFINED;
        topology.tick(2);
        assertThat(evaluations())
                .containsExactly(
                        new Output.Evaluation(Shop.CART, true),
                        new Output.Evaluation(Shop.CART, false));
    }

    @Test
    void a_service_that_moves_away_fails_here_no_longer() {
        publish(reading());
        defined = unevaluable();
        topology.tick(3);

        topology.close();

        assertThat(evaluations()).last().isEqualTo(new Output.Evaluation(Shop.CART, false));
    }

    /** An objective that no reader would make: it is missing what it allows. */
    @SuppressWarnings("NullAway") // what is tested
    private static Definitions unevaluable() {
        Slo good = Shop.slo();
        Slo broken =
                new Slo(
                        good.id(),
                        2,
                        good.service(),
                        good.indicator(),
                        null,
                        good.window(),
                        good.counting(),
                        good.alerting());
        return new Definitions(Map.of(broken.id(), broken), Map.of(), List.of());
    }

    private List<Output> evaluations() {
        return topology.observed.stream().filter(Output.Evaluation.class::isInstance).toList();
    }

    @Test
    void an_old_reading_feeds_the_counts_but_is_no_evidence() throws IOException {
        publish(reading());
        bad += 100;
        Reading old = reading();
        topology.tick(11);
        publish(old);
        topology.tick(1);

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
        topology.tick(1);
        publish(twice);
        topology.tick(1);

        assertThat(badInTheLastFiveMinutes()).isEqualTo(2);
    }

    @Test
    void callers_that_stop_calling_the_canary_end_the_breach() {
        failingCanary();
        inputs.readValuesToList();
        for (int i = 0; i < 3; i++) {
            publish(reading());
            topology.tick(1);
        }

        assertThat(inputs.readValuesToList())
                .singleElement()
                .isInstanceOf(FuseInput.CanaryQuiet.class);
        assertThat(breaches.readRecordsToList())
                .extracting(breach -> headers(breach.headers()).get("ce_id"))
                .containsExactly(
                        "shop/cart-availability/cart@2026-03-01T10:00:04Z#1",
                        "shop/cart-availability/cart@2026-03-01T10:00:04Z#2");
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT10S", "PT1H", "P1D"})
    void a_failing_canary_is_found_as_fast_when_the_clock_was_set_forward(Duration by) {
        publish(reading());
        topology.tick(5);
        set = by;
        topology.leap(by);
        failingCanary();

        assertThat(breaches.readRecordsToList()).hasSize(1);
    }

    @Test
    void a_reading_of_the_time_to_come_tells_that_its_collectors_clock_is_ahead() {
        publish(reading());
        assertThat(topology.clocks.largest(topology.now)).isZero();
        topology.now = topology.now.plusSeconds(3);
        Reading ahead = reading();
        topology.now = topology.now.minusSeconds(3);
        publish(ahead);

        assertThat(topology.clocks.largest(topology.now)).isEqualTo(Duration.ofSeconds(3));
    }

    /** A reading as a base, one that makes stable known, three with ten failures of the canary. */
    private void failingCanary() {
        good += 90;
        publish(reading());
        topology.tick(1);
        good += 5000;
        publish(reading());
        topology.tick(1);
        for (int block = 0; block < 3; block++) {
            good += 90;
            bad += 10;
            publish(reading());
            topology.tick(1);
        }
    }

    /** What web's proxy shows now of its requests to cart. */
    private Reading reading() {
        return new Reading(
                "10.0.0.7:15090/stats/prometheus",
                "web-1",
                null,
                new CollectorClock(1000, set),
                ++sequence,
                topology.now,
                TestedTopology.START.plus(set),
                null,
                true,
                "/stats/prometheus",
                List.of(
                        Shown.requests("good", Requests.toCart().labels(), good),
                        Shown.requests("bad", Requests.toCanary().code("503").labels(), bad)));
    }

    private void publish(Reading reading) {
        topology.publish(reading.target(), reading);
    }

    private long badInTheLastFiveMinutes() throws IOException {
        String slo = states.readKeyValuesToMap().get("slo/Kubernetes/shop/cart-availability");
        return MAPPER.readTree(slo).at("/windows/0/counts/bad").asLong();
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
