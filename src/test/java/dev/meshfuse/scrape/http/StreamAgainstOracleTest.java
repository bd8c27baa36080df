package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.http.WatchedMesh.Replica;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Misbehaviour;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.Reporter;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.testing.mesh.Workload;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the mesh to the states of objectives, by real scrapes, a real broker and the real stream:
 * what is counted in the end is what the mesh's oracle knows, but for the tails of processes that
 * ended.
 */
class StreamAgainstOracleTest {
    private static final int PARTITIONS = 4;
    private static final long SEED = Long.getLong("meshfuse.property.seed", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Between two readings of a process, unless the machine is slower than that. */
    private static final Duration STEP = Duration.ofSeconds(2);

    /**
     * How far the mesh's time may be behind that of the stream, which forgets after a minute who
     * reported a new caller.
     */
    private static final Duration LATEST = Duration.ofSeconds(25);

    /** Processes live longer than clocks of replicas may differ, or nobody tells them apart. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private final Map<String, Predicate<Observed>> reports =
            Map.of(
                    "by-source", seen -> seen.reporter() == Reporter.SOURCE,
                    "by-destination", seen -> seen.reporter() == Reporter.DESTINATION,
                    // the pods of batch have no proxy, so that only their servers tell of them
                    "by-whom-it-counts",
                            seen ->
                                    seen.reporter() == Reporter.SOURCE
                                            || seen.source().equals("unknown"));

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final List<Reading> readings = new CopyOnWriteArrayList<>();
    private final SimulatedMesh mesh =
            SimulatedMesh.builder()
                    .seed(SEED)
                    .startingAt(now().minus(AGE).minus(LATEST))
                    .gateway("gateway", 1)
                    .workload("frontend", "frontend", "v1", 2)
                    .workload("orders", "orders", "v1", 1)
                    .workload(Workload.of("batch", "batch", "v1", 1).withoutProxy())
                    .workload("cart-v1", "cart", "v1", 3)
                    .workload("cart-v2", "cart", "v2", 2)
                    .edge("gateway", "frontend", 0)
                    .edge("frontend", "cart", 0)
                    .edge("orders", "cart", 0)
                    .edge("batch", "cart", 0)
                    .build();

    @SuppressWarnings("NullAway.Init") // below
    private CountingStreams streams;

    @SuppressWarnings("NullAway.Init") // below
    private WatchedMesh watched;

    @BeforeEach
    void begin(@TempDir Path folder) {
        streams = new CountingStreams(broker, PARTITIONS, definitions(), folder);
        watched = new WatchedMesh(broker, mesh, PARTITIONS, this::arrived);
        mesh.setWeights("cart", Map.of("cart-v1", 70, "cart-v2", 30));
        mesh.advance(AGE);
    }

    @AfterEach
    void end() {
        watched.close();
        streams.close();
        broker.close();
    }

    @Test
    void whatever_comes_goes_and_fails_the_stream_counts_what_completed_scrapes_have_shown() {
        CountingStreams.Instance one = streams.start();
        Replica first = watched.join(Optional.empty(), Duration.ZERO);
        Replica second = watched.join(Optional.empty(), Duration.ZERO);
        watched.awaitRead();
        openDoors();
        steps(2);
        awaitCounted("healthy traffic");

        mesh.fault("cart-v2", Fault.http(503, 0.4), Fault.unreachable(0.1));
        CountingStreams.Instance two = streams.start();
        someTargetsAreDead();
        awaitWork(two);
        steps(1);
        awaitCounted("dead targets, and a second instance");

        watched.restart(mesh.podsOf("frontend").getLast());
        first.end();
        watched.restart(mesh.podsOf("cart-v2").getFirst());
        Replica third = watched.join(Optional.empty(), Duration.ofSeconds(-3));
        steps(1);
        watched.awaitShared(second, third);
        seriesAreEvictedAndComeAgain();
        awaitCounted("restarts, evictions, and another replica");

        one.crash();
        await("crash").atMost(PATIENCE).until(this::stepped, stepped -> one.isCrashed());
        SimulatedPod refusing = mesh.podsOf("cart-v1").getFirst();
        watched.kill(refusing);
        steps(3);
        awaitCounted("an instance has crashed");

        watched.revive(refusing);
        watched.replace(mesh.podsOf("cart-v2").getLast());
        CountingStreams.Instance three = streams.start();
        awaitWork(three);
        steps(1);
        two.leave();
        steps(2);
        awaitCounted("another instance has left in good order");

        List.copyOf(readings).forEach(streams::publish);
        steps(1);
        awaitCounted("all readings came again");
        assertThat(List.of(first, second, third))
                .allSatisfy(replica -> assertThat(replica.scraping().readings).isNotEmpty());
        tailsAreFew();
    }

    private void tailsAreFew() {
        assertThat(WatchedMesh.sum(watched.shown().tails()))
                .isPositive()
                .isLessThan(WatchedMesh.sum(mesh.oracle().counts()) / 20);
    }

    /** Their counters are read when they can be read again; the only pod of orders among them. */
    private void someTargetsAreDead() {
        Map<SimulatedPod, Misbehaviour> dead =
                Map.of(
                        mesh.podsOf("orders").getFirst(), Misbehaviour.hang(),
                        mesh.podsOf("cart-v1").getLast(), Misbehaviour.html(),
                        mesh.podsOf("frontend").getFirst(), Misbehaviour.truncated());
        dead.forEach(watched::spoil);
        steps(2);
        await("failures")
                .atMost(PATIENCE)
                .until(() -> dead.keySet().stream().allMatch(watched::hasFailed));
        steps(1);
        dead.keySet().forEach(watched::mend);
    }

    /** A series that begins anew is seen to be gone before. */
    private void seriesAreEvictedAndComeAgain() {
        mesh.clearFault("cart-v2");
        steps(3);
        mesh.pods().forEach(pod -> mesh.evictIdle(pod, STEP.multipliedBy(2)));
        watched.awaitRead();
        mesh.fault("cart-v2", Fault.http(503, 0.3), Fault.timeout(0.1), Fault.callerGone(0.1));
        steps(2);
    }

    private void awaitWork(CountingStreams.Instance instance) {
        await("work").atMost(PATIENCE).until(this::stepped, stepped -> instance.works());
    }

    private boolean stepped() {
        steps(1);
        return true;
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            Duration late = Duration.between(mesh.now(), now()).minus(LATEST);
            watched.step(late.compareTo(STEP) > 0 ? late : STEP);
        }
    }

    /** Customers come; until then nothing was counted anywhere. */
    private void openDoors() {
        assertThat(mesh.oracle().counts()).isEmpty();
        mesh.setRate("gateway", "frontend", 60);
        mesh.setRate("frontend", "cart", 180);
        mesh.setRate("orders", "cart", 50);
        mesh.setRate("batch", "cart", 30);
    }

    private void awaitCounted(String when) {
        Map<String, Counts> happened = new HashMap<>();
        reports.forEach((name, which) -> happened.put(name, happened(which)));
        streams.awaitCounts(when + ", seed " + SEED, happened);
    }

    private Counts happened(Predicate<Observed> which) {
        return watched.happenedAndShown().entrySet().stream()
                .filter(one -> one.getKey().service().equals("cart") && which.test(one.getKey()))
                .map(one -> outcome(one.getKey(), one.getValue()))
                .reduce(Counts.NONE, Counts::plus);
    }

    /** As the default policy has it. */
    private static Counts outcome(Observed request, long count) {
        if (request.code() == 0 && request.flags().contains("DC")) {
            return new Counts(0, 0, count);
        }
        return request.code() == 0 || request.code() >= 500
                ? new Counts(0, count, 0)
                : new Counts(count, 0, 0);
    }

    private void arrived(Reading reading) {
        readings.add(reading);
        streams.publish(reading);
    }

    private static Definitions definitions() {
        Map<ResourceId, Slo> slos = new HashMap<>();
        Map.of(
                        "by-source", CountingPolicy.Reporter.Source,
                        "by-destination", CountingPolicy.Reporter.Destination,
                        "by-whom-it-counts", CountingPolicy.Reporter.Auto)
                .forEach((name, reporter) ->
                        slos.put(
                                Shop.id(name),
                                new Slo(
                                        Shop.id(name),
                                        1,
                                        Shop.CART,
                                        new Indicator.Availability(),
                                        Objective.parse("99.9%"),
                                        Duration.ofDays(30),
                                        CountingPolicy.DEFAULT.reportedBy(reporter),
                                        Alerting.GOOGLE_SRE)));
        return new Definitions(slos, Map.of(), List.of());
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
