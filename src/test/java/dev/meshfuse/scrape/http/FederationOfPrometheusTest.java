package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.meshfuse.fleet.Prometheus;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mesh that a real Prometheus scrapes every second, and whose {@code /federate} is read. Needs
 * the program {@code prometheus} on the path, as Debian's package of that name puts it there.
 */
class FederationOfPrometheusTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double RATE = 60;

    /** Requests in each part of the story: some seconds, so some scrapes. */
    private static final long SOME = 150;

    private final Vertx vertx = Vertx.vertx();
    private final FailuresSeen seen = new FailuresSeen();
    private final Map<String, Baseline> known = new HashMap<>();
    private final Map<String, Long> counted = new TreeMap<>();
    private long durations;
    private final SimulatedMesh mesh =
            SimulatedMesh.builder()
                    .noise(30)
                    .startingAt(Instant.now())
                    .flushEvery(Duration.ofMillis(500))
                    .workload("web", "web", "v1", 1)
                    .workload("cart", "cart", "v1", 2)
                    .edge("web", "cart", RATE)
                    .build();

    @BeforeEach
    void nobodyCallsYet() {
        mesh.setRate("web", "cart", 0);
        mesh.start();
    }

    @AfterEach
    void end() {
        mesh.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_a_prometheus_has_scraped_is_counted_to_the_request(@TempDir Path folder) {
        try (Prometheus prometheus =
                        Prometheus.start(program(), folder, "prometheus", config(mesh));
                Federation federation = read(prometheus)) {
            await().atMost(PATIENCE).until(prometheus::isReady);
            await().atMost(PATIENCE).until(() -> federation.processes() == 3);
            seen.failures.clear(); // it was asked before it answered
            call("new series count from zero");

            mesh.fault("cart", Fault.http(503, 0.5));
            call("failures count from the first");

            mesh.podsOf("cart").forEach(mesh::restart);
            mesh.podsOf("web").forEach(mesh::restart);
            call("processes that restarted count from zero");

            SimulatedPod leaves = mesh.podsOf("cart").getLast();
            mesh.kill(leaves);
            await().atMost(PATIENCE).until(() -> federation.processes() == 2);
            call("a pod that is gone takes nothing with it that was read");

            mesh.replace(leaves);
            await().atMost(PATIENCE).until(() -> federation.processes() == 3);
            call("a pod that is new counts from zero");

            assertThat(counted).containsKeys("source 503", "destination 503");
            assertThat(federation.problem()).isEmpty();
            assertThat(seen.failures).isEmpty();
        }
    }

    /** Requests are made, and when all have ended, all must have been counted. */
    private void call(String what) {
        long before = mesh.oracle().count(any -> true);
        mesh.setRate("web", "cart", RATE);
        await().atMost(PATIENCE).until(() -> mesh.oracle().count(any -> true) >= before + SOME);
        mesh.setRate("web", "cart", 0);
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(counted()).as(what).isEqualTo(served());
                    assertThat(durations()).as(what).isEqualTo(mesh.oracle().count(any -> true));
                });
    }

    private Map<String, Long> served() {
        Map<String, Long> served = new TreeMap<>();
        mesh.oracle().counts().forEach((one, count) -> served.merge(name(one), count, Long::sum));
        return served;
    }

    private static String name(Observed one) {
        return one.reporter().name().toLowerCase(Locale.ROOT) + " " + one.code();
    }

    private synchronized Map<String, Long> counted() {
        return new TreeMap<>(counted);
    }

    private synchronized long durations() {
        return durations;
    }

    private synchronized void count(Reading reading) {
        Baseline.Advance advance = Baseline.advance(known.get(reading.target()), reading);
        known.put(reading.target(), advance.next());
        for (Baseline.Gain gain : advance.gains()) {
            String name = gain.labels().reporter() + " " + gain.labels().responseCode();
            if (gain.requests() > 0) {
                counted.merge(name, gain.requests(), Long::sum);
            }
            Histogram latency = gain.latency();
            durations += latency == null ? 0 : latency.atMost(latency.size());
        }
    }

    private Federation read(Prometheus prometheus) {
        return new Federation(
                vertx,
                Scraping.config(
                        Map.of(
                                "meshfuse.telemetry.discovery", "federate",
                                "meshfuse.telemetry.federate.url", prometheus.address(),
                                "meshfuse.telemetry.interval", "500ms")),
                new TakenReadings(this::count),
                target -> true,
                seen,
                Clock.systemUTC());
    }

    private static String config(SimulatedMesh mesh) {
        return """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
        scrape_configs:
          - job_name: mesh
            http_sd_configs:
              - url: %s
                refresh_interval: 1s
            relabel_configs:
              - source_labels: [__meta_kubernetes_namespace]
                target_label: namespace
              - source_labels: [__meta_kubernetes_pod_name]
                target_label: pod
        """
                .formatted(mesh.httpSdUrl());
    }

    private static Path program() {
        return Prometheus.program()
                .orElseGet(() -> {
                    String reason =
                            "prometheus is not installed (Debian: apt-get install prometheus)";
                    if ("true".equals(System.getenv("CI"))) {
                        throw new AssertionError(reason);
                    }
                    System.out.println("FederationOfPrometheusTest is skipped: " + reason);
                    return abort(reason);
                });
    }
}
