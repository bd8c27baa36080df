package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.http.WatchedMesh.Replica;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import java.time.Duration;
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
    private final WatchedMesh watched = new WatchedMesh(broker, mesh, SHARDS, reading -> {});

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
        watched.close();
        broker.close();
    }

    @Test
    void over_rebalances_restarts_and_evictions_counts_are_what_completed_scrapes_have_shown() {
        Replica first = join(Optional.empty(), Duration.ZERO);
        watched.awaitRead();
        Map<Observed, Long> before = mesh.oracle().counts();
        steps(2);

        Replica second = join(Optional.empty(), Duration.ofSeconds(4));
        watched.restart(mesh.podsOf("frontend").getFirst());
        mesh.fault("cart-v2", Fault.http(503, 0.5), Fault.unreachable(0.2));
        steps(3);
        watched.restart(mesh.podsOf("cart-v2").getFirst());
        first.end();
        watched.restart(mesh.podsOf("frontend").getLast());
        steps(4);

        mesh.clearFault("cart-v2");
        steps(3);
        mesh.pods().forEach(pod -> mesh.evictIdle(pod, Duration.ofSeconds(5)));
        Replica third = join(Optional.of("meshfuse-2"), Duration.ofSeconds(-3));
        steps(2);
        mesh.fault("cart-v2", Fault.http(503, 0.5));
        watched.kill(mesh.podsOf("cart-v1").getFirst());
        steps(3);

        third.end();
        mesh.advance(Duration.ofSeconds(1));
        watched.restart(mesh.podsOf("gateway").getFirst());
        watched.replace(mesh.podsOf("cart-v2").getLast());
        steps(3);
        Replica fourth = join(Optional.empty(), Duration.ofSeconds(2));
        steps(3);
        second.end();
        steps(2);

        assertThat(List.of(first, second, third, fourth))
                .allSatisfy(replica -> assertThat(replica.scraping().readings).isNotEmpty());
        Map<Observed, Long> tails = watched.shown().tails();
        assertThat(WatchedMesh.sum(tails))
                .isPositive()
                .isLessThan(WatchedMesh.sum(mesh.oracle().counts()) / 10);
        assertThat(watched.shown().counted())
                .isEqualTo(WatchedMesh.minus(watched.happenedAndShown(), before));
    }

    private Replica join(Optional<String> name, Duration ahead) {
        return watched.join(name, ahead);
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            watched.step(Duration.ofSeconds(2));
        }
    }
}
