package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.ReadingFormat;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.testing.shop.Shop;
import dev.meshfuse.testing.shop.ShopResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proxies are found by the pods in the API server, and followed as these change. */
@QuarkusTest
@QuarkusTestResource(value = ShopResource.class, restrictToAnnotatedClass = true)
class PodsComeAndGoTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FRONTEND = "frontend";

    @SuppressWarnings("NullAway.Init") // by ShopResource
    Shop shop;

    @SuppressWarnings("NullAway.Init") // below
    private TopicReader readings;

    @BeforeEach
    void await_a_reading_of_every_proxy() {
        readings = new TopicReader(shop.broker().bootstrapServers(), "meshfuse.readings");
        FailingCanary.awaitAReadingOfEvery(shop.simulation().pods(), readings);
    }

    @AfterEach
    void close() {
        readings.close();
    }

    @Test
    void a_proxy_that_is_restarted_is_read_on_as_another_process() {
        SimulatedPod pod = podOf("catalog");
        int restarts = pod.restarts();

        shop.simulation().restart(pod);

        awaitReading(pod, reading -> process(reading).endsWith("/" + (restarts + 1)));
    }

    @Test
    void a_pod_that_is_killed_is_read_again_when_it_runs_again() {
        SimulatedPod pod = podOf("catalog");
        shop.simulation().kill(pod);
        await("status")
                .atMost(PATIENCE)
                .until(() ->
                        shop
                                .kubernetes()
                                .client()
                                .pods()
                                .inNamespace(Shop.NAMESPACE)
                                .withName(pod.name())
                                .require()
                                .getStatus()
                                .getContainerStatuses()
                                .stream()
                                .allMatch(one -> one.getState().getRunning() == null));

        shop.simulation().restart(pod);

        awaitReading(pod, reading -> process(reading).endsWith("/" + pod.restarts()));
    }

    @Test
    void a_pod_that_takes_anothers_place_is_read_instead_of_it() {
        SimulatedPod next = shop.simulation().replace(podOf("payments"));

        awaitReading(next, reading -> true);
    }

    @Test
    void callers_that_join_the_rush_are_counted_from_their_first_request() {
        Counts seen = FailingCanary.whatCallersSaw(shop);
        Counts counted = FailingCanary.countsNow();
        shop.openDoors();
        await("counts")
                .atMost(PATIENCE)
                .until(() -> FailingCanary.countsNow().total() > counted.total());

        SimulatedPod joined = shop.simulation().add(FRONTEND);
        awaitReading(joined, reading -> true);
        SimulatedPod later = shop.simulation().add(FRONTEND);
        shop.lockDoors();

        awaitReading(later, reading -> true);
        Counts happened = FailingCanary.minus(FailingCanary.whatCallersSaw(shop), seen);
        await("all counts")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(FailingCanary.minus(FailingCanary.countsNow(), counted))
                                .isEqualTo(happened));
    }

    private SimulatedPod podOf(String workload) {
        return shop.simulation().podsOf(workload).getFirst();
    }

    private void awaitReading(SimulatedPod pod, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        readings.await(
                "a reading of " + pod.name(),
                reading ->
                        reading.key().equals(Shop.NAMESPACE + "/" + pod.name())
                                && wanted.test(reading));
    }

    private static String process(ConsumerRecord<String, byte[]> reading) {
        return ReadingFormat.read(reading.value()).process();
    }
}
