package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A scrape loop on its own, ten times a second, which remembers what it read and what not. */
final class Scraping implements ScrapeObserver, AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final int MAX_BODY = 1024 * 1024;

    /** A target that was not read. */
    record Failed(Target target, ScrapeFailure failure) {}

    final List<Reading> readings = new CopyOnWriteArrayList<>();
    final List<Failed> failures = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final ProxyReader reader = new ProxyReader(vertx, TIMEOUT, MAX_BODY);
    private final ScrapeLoop loop;

    Scraping(List<Target> targets) {
        this(() -> targets, target -> true, Clock.systemUTC(), reading -> {});
    }

    /**
     * @param arrived takes each reading when it is stored
     */
    Scraping(TargetSource targets, Shards shards, Clock clock, Consumer<Reading> arrived) {
        this.loop =
                new ScrapeLoop(
                        vertx,
                        targets,
                        reader,
                        reading -> {
                            readings.add(reading);
                            arrived.accept(reading);
                            return CompletableFuture.allOf();
                        },
                        reading -> false,
                        shards,
                        this,
                        clock,
                        config());
        vertx.setPeriodic(0, 50, id -> loop.plan(Duration.ofMillis(100)));
    }

    static TelemetryConfig config() {
        Map<String, String> settings =
                Map.of(
                        "meshfuse.telemetry.discovery", "static",
                        "meshfuse.telemetry.interval", "100ms",
                        "meshfuse.telemetry.canary-interval", "100ms");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TelemetryConfig.class, "meshfuse.telemetry")
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(TelemetryConfig.class, "meshfuse.telemetry");
    }

    long readingsOf(Target target) {
        return readings.stream().filter(one -> one.target().equals(target.key())).count();
    }

    @Override
    public void read(Target target, Duration took, long bytes, long samples, long refusedLines) {
        // readings tell
    }

    @Override
    public void failed(Target target, ScrapeFailure failure) {
        failures.add(new Failed(target, failure));
    }

    @Override
    public void close() {
        loop.close();
        reader.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
