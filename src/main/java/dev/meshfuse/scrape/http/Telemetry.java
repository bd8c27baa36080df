package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.TargetSource;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the mesh for as long as the program runs. */
@ApplicationScoped
public class Telemetry {
    private final TargetSource source;
    private final ProxyReader reader;
    private final ScrapeLoop loop;
    private final @Nullable Federation federation;

    Telemetry(
            Vertx vertx,
            TelemetryConfig config,
            TargetSource source,
            Readings readings,
            Interest interest,
            Shards shards,
            ScrapeObserver observer,
            Clock clock,
            CollectorTime time) {
        this.source = source;
        this.reader =
                new ProxyReader(
                        vertx,
                        config.timeout(),
                        config.maxBody().asLongValue(),
                        config.sourceFilter());
        this.loop =
                new ScrapeLoop(
                        vertx, source, reader, readings, interest, shards, observer, time, config);
        this.federation =
                config.discovery() == TelemetryConfig.Discovery.FEDERATE
                        ? new Federation(vertx, config, readings, shards, observer, clock)
                        : null;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        loop.look();
    }

    @PreDestroy
    void close() {
        if (federation != null) {
            federation.close();
        }
        loop.close();
        source.close();
        reader.close();
    }

    /** Proxies known now. */
    public int targets() {
        return federation == null ? source.targets().size() : federation.processes();
    }

    /** Why proxies are not known, or may be old; empty when all is well. */
    public Optional<String> problem() {
        return federation == null ? source.problem() : federation.problem();
    }
}
