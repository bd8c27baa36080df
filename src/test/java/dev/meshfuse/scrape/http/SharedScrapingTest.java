package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.kafka.KafkaShards;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Replicas that come, go and are killed share a mesh, by a real broker's consumer group, with
 * clocks seconds apart. The mesh's time stands still but for {@link #steps}.
 */
class SharedScrapingTest {
    private static final String TOPIC = "meshfuse.shards";
    private static final int SHARDS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Two may be under way, of two replicas, when time has passed; the third one shows it. */
    private static final int READINGS = 3;

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final SimulatedMesh mesh =
            SimulatedMesh.builder()
                    .gateway("gateway", 2)
                    .workload("frontend", "frontend", "v1", 3)
                    .workload("cart-v1", "cart", "v1", 3)
                    .workload("cart-v2", "cart", "v2", 2)
                    .edge("gateway", "frontend", 30)
                    .edge("frontend", "cart", 60)
                    .build();
    private final ShownRequests shown = new ShownRequests();
    private final List<Replica> replicas = new ArrayList<>();

    /** A replica: its place in the group, and the loop that reads. */
    private record Replica(KafkaShards shards, Scraping scraping) {
        /** Leaves the group; one with a name just falls silent. */
        void end() {
            shards.close();
            scraping.close();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, SHARDS, (short) 1))).all().get();
        }
        mesh.setWeights("cart", Map.of("cart-v1", 70, "cart-v2", 30));
        mesh.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void end() {
        replicas.forEach(Replica::end);
        mesh.close();
        broker.close();
    }

    @Test
    void over_rebalances_restarts_and_evictions_counts_are_what_completed_scrapes_have_shown() {
        Replica first = join(Optional.empty(), Duration.ZERO);
        awaitRead();
        Map<Observed, Long> before = mesh.oracle().counts();
        steps(2);

        Replica second = join(Optional.empty(), Duration.ofSeconds(4));
        restart(mesh.podsOf("frontend").getFirst());
        mesh.fault("cart-v2", Fault.http(503, 0.5), Fault.unreachable(0.2));
        steps(3);
        restart(mesh.podsOf("cart-v2").getFirst());
        first.end();
        restart(mesh.podsOf("frontend").getLast());
        steps(4);

        mesh.clearFault("cart-v2");
        steps(3);
        mesh.pods().forEach(pod -> mesh.evictIdle(pod, Duration.ofSeconds(5)));
        Replica third = join(Optional.of("meshfuse-2"), Duration.ofSeconds(-3));
        steps(2);
        mesh.fault("cart-v2", Fault.http(503, 0.5));
        kill(mesh.podsOf("cart-v1").getFirst());
        steps(3);

        third.end();
        mesh.advance(Duration.ofSeconds(1));
        restart(mesh.podsOf("gateway").getFirst());
        replace(mesh.podsOf("cart-v2").getLast());
        steps(3);
        Replica fourth = join(Optional.empty(), Duration.ofSeconds(2));
        steps(3);
        second.end();
        steps(2);

        assertThat(List.of(first, second, third, fourth))
                .allSatisfy(replica -> assertThat(replica.scraping().readings).isNotEmpty());
        Map<Observed, Long> tails = shown.tails();
        assertThat(sum(tails)).isPositive().isLessThan(sum(mesh.oracle().counts()) / 10);
        assertThat(shown.counted()).isEqualTo(minus(minus(mesh.oracle().counts(), before), tails));
    }

    private Replica join(Optional<String> name, Duration ahead) {
        KafkaShards shards =
                new KafkaShards(
                        Map.of(
                                "bootstrap.servers", broker.bootstrapServers(),
                                "session.timeout.ms", 6000, // the shortest a broker takes
                                "heartbeat.interval.ms", 500),
                        TOPIC,
                        TOPIC,
                        SHARDS,
                        name);
        InstantSource time = () -> mesh.now().plus(ahead);
        Clock clock = time.withZone(ZoneOffset.UTC);
        Replica replica =
                new Replica(shards, new Scraping(this::targets, shards, clock, shown::arrived));
        replicas.add(replica);
        return replica;
    }

    private List<Target> targets() {
        return mesh.pods().stream().map(SharedScrapingTest::target).toList();
    }

    private static Target target(SimulatedPod pod) {
        return Target.at(
                URI.create(pod.url()),
                new Pod(pod.uid(), "shop", pod.name(), pod.workload(), pod.restarts()));
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            mesh.advance(Duration.ofSeconds(2));
            awaitRead();
        }
    }

    /** Every process that lives is read, as it is now. */
    private void awaitRead() {
        int mark = shown.size();
        await("all are read")
                .atMost(PATIENCE)
                .until(() ->
                        mesh.pods().stream()
                                .filter(SimulatedPod::ready)
                                .allMatch(pod -> shown.readSince(mark, target(pod)) >= READINGS));
    }

    /** Some time after it was read last, so that its tail is lost. */
    private void restart(SimulatedPod pod) {
        ends(pod);
        mesh.restart(pod);
    }

    private void kill(SimulatedPod pod) {
        ends(pod);
        mesh.kill(pod);
    }

    /** The new pod is found, and read, before anybody calls it. */
    private void replace(SimulatedPod pod) {
        ends(pod);
        mesh.replace(pod);
        awaitRead();
    }

    private void ends(SimulatedPod pod) {
        mesh.advance(Duration.ofMillis(700));
        Instant now = mesh.now();
        shown.ends(pod, target(pod), now);
    }

    private static long sum(Map<Observed, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<Observed, Long> minus(Map<Observed, Long> all, Map<Observed, Long> some) {
        Map<Observed, Long> rest = new HashMap<>(all);
        some.forEach((which, count) -> rest.merge(which, -count, Long::sum));
        rest.values().removeIf(count -> count == 0);
        return rest;
    }
}
