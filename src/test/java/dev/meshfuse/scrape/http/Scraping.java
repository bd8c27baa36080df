package dev.meshfuse.scrape.http;

import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import dev.meshfuse.testing.Clocks;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A scrape loop on its own, ten times a second, which remembers what it read and what not. */
final class Scraping implements ScrapeObserver, AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int MAX_BODY = 1024 * 1024;

    /** A target that was not read. */
    record Failed(Target target, ScrapeFailure failure) {}

    /** A target that was said to be gone. */
    record Gone(String target, Instant leftAt) {}

    final List<Reading> readings = new CopyOnWriteArrayList<>();
    final List<Gone> gone = new CopyOnWriteArrayList<>();
    volatile boolean storesGone = true;
    final List<Failed> failures = new CopyOnWriteArrayList<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    final List<Duration> lateness = new CopyOnWriteArrayList<>();
    volatile ScrapeStates states = ScrapeStates.NONE;
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final Map<String, Long> readAsOf = new ConcurrentHashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final ProxyReader reader = new ProxyReader(vertx, TIMEOUT, MAX_BODY, true);
    private final ScrapeLoop loop;

    Scraping(List<Target> targets) {
        this(() -> targets, Map.of());
    }

    /**
     * Reads what the source tells, with some other settings; every target is worth reading often.
     */
    Scraping(TargetSource source, Map<String, String> settings) {
        this(
                source,
                target -> true,
                Clocks.neverSet(InstantSource.system()),
                reading -> {},
                settings);
    }

    /**
     * @param arrived takes each reading when it is stored
     */
    Scraping(TargetSource source, Shards shards, CollectorTime time, Consumer<Reading> arrived) {
        this(source, shards, time, arrived, Map.of());
    }

    private Scraping(
            TargetSource source,
            Shards shards,
            CollectorTime time,
            Consumer<Reading> arrived,
            Map<String, String> settings) {
        this.loop =
                new ScrapeLoop(
                        vertx,
                        source,
                        reader,
                        publisher(arrived),
                        reading -> true,
                        shards,
                        this,
                        time,
                        config(settings));
        vertx.setPeriodic(0, 50, id -> loop.look());
    }

    private Readings publisher(Consumer<Reading> arrived) {
        return new Readings() {
            @Override
            public CompletionStage<Void> publish(Reading reading) {
                readings.add(reading);
                threads.add(Thread.currentThread());
                arrived.accept(reading);
                readAsOf.put(reading.target(), begun.getOrDefault(reading.target(), 0L));
                return CompletableFuture.allOf();
            }

            @Override
            public CompletionStage<Void> gone(String target, Instant leftAt) {
                gone.add(new Gone(target, leftAt));
                return storesGone
                        ? CompletableFuture.allOf()
                        : CompletableFuture.failedFuture(new IllegalStateException("no broker"));
            }
        };
    }

    static TelemetryConfig config(Map<String, String> others) {
        Map<String, String> settings = new HashMap<>();
        settings.put("meshfuse.telemetry.discovery", "static");
        settings.put("meshfuse.telemetry.interval", "100ms");
        settings.put("meshfuse.telemetry.canary-interval", "100ms");
        settings.putAll(others);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TelemetryConfig.class, "meshfuse.telemetry")
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(TelemetryConfig.class, "meshfuse.telemetry");
    }

    void awaitReadings(Target target, int count) {
        await().atMost(PATIENCE).until(() -> readingsOf(target) >= count);
    }

    void awaitFailures(int count) {
        await().atMost(PATIENCE).until(() -> failures.size() >= count);
    }

    long readingsOf(Target target) {
        return readings.stream().filter(one -> one.target().equals(target.key())).count();
    }

    /**
     * Whether a reading of the target is stored that was asked for after an instant.
     *
     * @param nanoTime see {@link System#nanoTime}
     */
    boolean hasReadSince(Target target, long nanoTime) {
        Long asOf = readAsOf.get(target.key());
        return asOf != null && asOf - nanoTime > 0;
    }

    @Override
    public void read(Target target, Duration took, long bytes, long samples, long refusedLines) {
        // readings tell
    }

    @Override
    public void began(Target target, Duration late) {
        lateness.add(late);
        begun.put(target.key(), System.nanoTime());
    }

    @Override
    public void states(ScrapeStates latest) {
        states = latest;
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
