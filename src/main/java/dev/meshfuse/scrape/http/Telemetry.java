package dev.meshfuse.scrape.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Reads the mesh for as long as the program runs. */
@ApplicationScoped
public class Telemetry {
    private final TargetSource source;
    private final ProxyReader reader;
    private final ScrapeLoop loop;

    Telemetry(
            Vertx vertx,
            TelemetryConfig config,
            Readings readings,
            Interest interest,
            Shards shards,
            ScrapeObserver observer,
            Clock clock,
            ObjectMapper mapper) {
        this.source = source(vertx, config, mapper);
        this.reader =
                new ProxyReader(
                        vertx,
                        config.timeout(),
                        config.maxBody().asLongValue(),
                        config.sourceFilter());
        this.loop =
                new ScrapeLoop(
                        vertx, source, reader, readings, interest, shards, observer, clock, config);
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        loop.look();
    }

    @PreDestroy
    void close() {
        loop.close();
        source.close();
        reader.close();
    }

    /** Proxies known now. */
    public int targets() {
        return source.targets().size();
    }

    private static TargetSource source(Vertx vertx, TelemetryConfig config, ObjectMapper mapper) {
        return switch (config.discovery()) {
            case STATIC -> {
                List<Target> fixed =
                        config.fixed().targets().orElse(List.of()).stream()
                                .map(Target::parse)
                                .toList();
                yield () -> fixed;
            }
            case HTTP_SD ->
                    new HttpSdTargets(
                            vertx,
                            config.httpSd().url().orElseThrow(),
                            config.httpSd().refresh(),
                            mapper);
        };
    }
}
