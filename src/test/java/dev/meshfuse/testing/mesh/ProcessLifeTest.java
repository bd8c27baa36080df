package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessLifeTest {
    private final SimulatedMesh mesh = Shops.allToCanary();
    private final Scraper scraper = new Scraper();

    @AfterEach
    void close() {
        mesh.close();
    }

    private SimulatedPod canary() {
        return mesh.podsOf("cart-v2").getFirst();
    }

    private static long uptime(String body) {
        return BodyReader.of(body).named("envoy_server_uptime").sum();
    }

    @Test
    void aRestartZeroesCountersAndUptimeAndKeepsTheAddress() throws Exception {
        mesh.advance(Duration.ofSeconds(60));
        String url = canary().url();
        assertThat(uptime(scraper.body(url))).isEqualTo(60);

        mesh.restart(canary());

        String body = scraper.body(url);
        assertThat(uptime(body)).isZero();
        assertThat(BodyReader.of(body).requests().samples()).isEmpty();
        assertThat(canary().restarts()).isEqualTo(1);
    }

    @Test
    void aRestartedAgentTellsANewStart() {
        try (SimulatedMesh merged = Shops.shop().mergedByAgent().build()) {
            SimulatedPod pod = merged.pods().getFirst();
            String start = "istio_agent_process_start_time_seconds";
            double before = BodyReader.of(pod.body()).named(start).only().value();
            merged.advance(Duration.ofSeconds(60));

            merged.restart(pod);

            assertThat(BodyReader.of(pod.body()).named(start).only().value())
                    .isEqualTo(before + 60);
        }
    }

    @Test
    void aKilledPodRefusesConnectionsAndGetsNoRequests() {
        mesh.setWeights("cart", Map.of("cart-v1", 1));
        SimulatedPod victim = mesh.podsOf("cart-v1").getFirst();

        mesh.kill(victim);
        mesh.advance(Duration.ofSeconds(10));

        assertThatThrownBy(() -> scraper.body(victim.url())).isInstanceOf(ConnectException.class);
        assertThat(victim.ready()).isFalse();
        assertThat(BodyReader.of(mesh.podsOf("cart-v1").get(1).body()).requests().sum())
                .isEqualTo(mesh.oracle().endedAt("cart-v1"));
    }

    @Test
    void aKilledPodComesBackAtItsAddress() throws Exception {
        SimulatedPod pod = canary();
        mesh.kill(pod);

        mesh.restart(pod);

        assertThat(uptime(scraper.body(pod.url()))).isZero();
    }

    @Test
    void requestsUnderWayAreCutOffWhenTheServerDies() {
        mesh.fault("cart-v2", Fault.slow(Duration.ofSeconds(2), 1));
        mesh.advance(Duration.ofSeconds(1));

        mesh.restart(canary());
        mesh.setRate("frontend", "cart", 0);
        mesh.advance(Duration.ofSeconds(5));

        BodyReader callers =
                BodyReader.of(mesh.podsOf("frontend"))
                        .requests()
                        .with("destination_service_name", "cart");
        assertThat(callers.values("response_flags")).containsExactly("UC");
        assertThat(callers.sum()).isEqualTo(100);
        assertThat(BodyReader.of(canary().body()).requests().samples()).isEmpty();
    }

    @Test
    void withoutAReadyPodTheServiceHasNoEndpoint() {
        mesh.setReady(canary(), false);
        mesh.advance(Duration.ofSeconds(10));

        assertThat(mesh.oracle().count(seen -> seen.flags().equals("UH"))).isEqualTo(1000);
    }

    @Test
    void aReplacementIsAnotherPodOfTheSameWorkload() throws Exception {
        SimulatedPod old = canary();

        SimulatedPod next = mesh.replace(old);

        assertThat(next.workload()).isEqualTo("cart-v2");
        assertThat(next.name()).isNotEqualTo(old.name());
        assertThat(next.uid()).isNotEqualTo(old.uid());
        assertThat(mesh.pods()).contains(next).doesNotContain(old);
        assertThat(scraper.body(next.url())).contains("envoy_server_uptime");
    }

    @Test
    void aReleaseReplacesEachPodByOneOfAnotherTemplate() {
        SimulatedPod old = canary();
        int pods = mesh.podsOf("cart-v2").size();

        mesh.release("cart-v2");

        assertThat(mesh.podsOf("cart-v2"))
                .hasSize(pods)
                .doesNotContain(old)
                .allSatisfy(
                        next -> assertThat(next.templateHash()).isNotEqualTo(old.templateHash()))
                .extracting(SimulatedPod::templateHash)
                .containsOnly(canary().templateHash());
    }

    @Test
    void anEvictedSeriesStartsAgainFromZero() {
        mesh.advance(Duration.ofSeconds(10));
        mesh.setRate("frontend", "cart", 0);
        mesh.advance(Duration.ofSeconds(60));

        mesh.evictIdle(canary(), Duration.ofSeconds(30));
        assertThat(BodyReader.of(canary().body()).requests().samples()).isEmpty();

        mesh.setRate("frontend", "cart", 1);
        mesh.advance(Duration.ofSeconds(5));
        assertThat(BodyReader.of(canary().body()).requests().sum()).isBetween(4L, 5L);
    }
}
