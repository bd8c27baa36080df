package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.meshfuse.scrape.ReadingBuilder.Body;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies as proxies of a mesh answer them. */
class MeshBodiesTest {
    private static final Pod FRONTEND = new Pod("uid", "shop", "frontend-1", "frontend", 0);

    private final SimulatedMesh mesh =
            SimulatedMesh.builder()
                    .namespace("shop")
                    .noise(400)
                    .gateway("gateway-istio", 1)
                    .workload("frontend", "frontend", "v1", 1)
                    .workload("cart", "cart", "v1", 2)
                    .mergedByAgent()
                    .edge("gateway-istio", "frontend", 40)
                    .edge("frontend", "cart", 100)
                    .build();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void all_bodies_of_a_mesh_are_read_as_the_slow_way_reads_them() {
        Map<String, List<byte[]>> bodies = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            mesh.advance(Duration.ofSeconds(5));
            mesh.pods()
                    .forEach(pod ->
                            bodies.computeIfAbsent(pod.name(), name -> new ArrayList<>())
                                    .add(body(pod)));
            mesh.restart(mesh.podsOf("cart").getFirst());
        }

        bodies.values()
                .forEach(answers ->
                        Scrapes.areReadAsTheSlowWayReadsThem(answers.toArray(byte[][]::new)));
    }

    @Test
    void a_body_shows_what_its_pod_counted_and_refuses_nothing() {
        mesh.advance(Duration.ofSeconds(31));

        Body.Understood frontend = read(new ReadingBuilder(FRONTEND), pod("frontend"));

        assertThat(frontend.refusedLines()).isZero();
        assertThat(frontend.uptimeSeconds()).isEqualTo(31);
        assertThat(
                        frontend.series().stream()
                                .filter(series -> series.labels().reporter().equals("source"))
                                .mapToLong(Reading.Series::requests)
                                .sum())
                .isEqualTo(mesh.oracle().endedAt("cart"));
        assertThat(frontend.series())
                .allSatisfy(series -> {
                    assertThat(series.labels().missing()).isEmpty();
                    assertThat(series.latency()).isNotNull();
                });
    }

    @Test
    void a_neighbours_body_is_foreign() {
        mesh.advance(Duration.ofSeconds(5));
        ReadingBuilder builder = new ReadingBuilder(FRONTEND);

        assertThat(Scrapes.whole(builder, body(pod("cart")))).isInstanceOf(Body.Foreign.class);
    }

    @Test
    void reading_what_is_known_allocates_little_more_than_the_reading() {
        ReadingBuilder builder = new ReadingBuilder(FRONTEND);
        for (int i = 0; i < 3; i++) {
            mesh.advance(Duration.ofSeconds(5));
            read(builder, pod("frontend"));
        }
        mesh.advance(Duration.ofSeconds(5));
        byte[] body = body(pod("frontend"));
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = memory.getCurrentThreadAllocatedBytes();
        Scrapes.whole(builder, body);
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(32 * 1024);
    }

    @Test
    void pieces_do_not_change_what_a_series_of_scrapes_shows() {
        ReadingBuilder whole = new ReadingBuilder(FRONTEND);
        ReadingBuilder pieces = new ReadingBuilder(FRONTEND);
        for (int i = 0; i < 20; i++) {
            mesh.advance(Duration.ofSeconds(1));
            byte[] body = body(pod("frontend"));

            assertThat(Scrapes.inPieces(pieces, body, 4000, new Random(i)))
                    .isEqualTo(Scrapes.whole(whole, body));
        }
    }

    private SimulatedPod pod(String workload) {
        return mesh.podsOf(workload).getFirst();
    }

    private static Body.Understood read(ReadingBuilder builder, SimulatedPod pod) {
        return (Body.Understood) Scrapes.whole(builder, body(pod));
    }

    private static byte[] body(SimulatedPod pod) {
        return pod.body().getBytes(UTF_8);
    }
}
