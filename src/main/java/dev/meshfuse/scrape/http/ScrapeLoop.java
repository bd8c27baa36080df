package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeTimes;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads every target when it is due. One that is slow or broken delays no other and is never read
 * twice at once.
 */
final class ScrapeLoop {
    private static final Logger LOG = Logger.getLogger(ScrapeLoop.class);

    /**
     * What is known of a target besides its readings. Touched on the event loop of its scrapes and
     * by the planner.
     */
    private static final class Watch {
        private final Instant since;
        private long sequence;
        private volatile boolean busy;
        private volatile boolean often;
        private ScrapeFailure.@Nullable Kind failing;

        Watch(Instant since) {
            this.since = since;
        }
    }

    private final Vertx vertx;
    private final TargetSource source;
    private final ProxyReader reader;
    private final Readings readings;
    private final Interest interest;
    private final ScrapeObserver observer;
    private final Clock clock;
    private final Duration interval;
    private final Duration canaryInterval;
    private final long collector;
    private final Map<String, Watch> watches = new HashMap<>();
    private long plannedUntil;
    private volatile boolean closed;

    ScrapeLoop(
            Vertx vertx,
            TargetSource source,
            ProxyReader reader,
            Readings readings,
            Interest interest,
            ScrapeObserver observer,
            Clock clock,
            TelemetryConfig config) {
        this.vertx = vertx;
        this.source = source;
        this.reader = reader;
        this.readings = readings;
        this.interest = interest;
        this.observer = observer;
        this.clock = clock;
        this.interval = config.interval();
        this.canaryInterval = config.canaryInterval();
        this.collector = clock.millis();
        this.plannedUntil = monotonicMillis();
    }

    /**
     * Plans the scrapes that are due from where the last plan ended until {@code ahead} from now.
     */
    synchronized void plan(Duration ahead) {
        long now = monotonicMillis();
        long from = Math.max(plannedUntil, now - ahead.toMillis());
        plannedUntil = now + ahead.toMillis();
        List<Target> targets = source.targets();
        for (Target target : targets) {
            Watch watch = watches.computeIfAbsent(target.key(), key -> new Watch(watchedSince()));
            Duration every = watch.often ? canaryInterval : interval;
            for (long at : ScrapeTimes.due(target.key(), every.toMillis(), from, plannedUntil)) {
                vertx.setTimer(Math.max(1, at - now), id -> scrape(target, watch));
            }
        }
        forgetWatchesBut(targets);
    }

    /** Begins no scrape any more, also none that is planned. */
    void close() {
        closed = true;
    }

    private Instant watchedSince() {
        return source.completeSince().orElseGet(clock::instant);
    }

    private void forgetWatchesBut(List<Target> targets) {
        Set<String> live = new HashSet<>();
        targets.forEach(target -> live.add(target.key()));
        watches.keySet().retainAll(live);
    }

    private void scrape(Target target, Watch watch) {
        if (watch.busy || closed) {
            return;
        }
        watch.busy = true;
        long started = System.nanoTime();
        reader.read(target)
                .onComplete(done -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - started);
                    switch (done.result()) {
                        case ProxyReader.Result.Read read -> publish(target, watch, read, took);
                        case ProxyReader.Result.Failed failed ->
                                failed(target, watch, failed.failure());
                    }
                });
    }

    private void publish(Target target, Watch watch, ProxyReader.Result.Read read, Duration took) {
        Reading reading =
                read.body()
                        .toReading(
                                target,
                                endpointOf(target.endpoints().getFirst()),
                                collector,
                                ++watch.sequence,
                                clock.instant(),
                                watch.since);
        observer.read(
                target, took, read.bytes(), read.body().samples(), read.body().refusedLines());
        watch.often = interest.wantsOften(reading);
        readings.publish(reading)
                .whenComplete((stored, e) -> {
                    if (e == null) {
                        recovered(target, watch);
                    } else {
                        failed(
                                target,
                                watch,
                                new ScrapeFailure(
                                        ScrapeFailure.Kind.UNPUBLISHED,
                                        String.valueOf(e.getMessage())));
                    }
                });
    }

    private static void recovered(Target target, Watch watch) {
        if (watch.failing != null) {
            LOG.infof("target is read again: target=%s", target.key());
        }
        watch.failing = null;
        watch.busy = false;
    }

    private void failed(Target target, Watch watch, ScrapeFailure failure) {
        if (watch.failing != failure.kind()) { // once until it changes
            LOG.warnf(
                    "target not read: target=%s kind=%s reason=%s",
                    target.key(), failure.kind(), failure.detail());
        }
        watch.failing = failure.kind();
        watch.busy = false;
        observer.failed(target, failure);
    }

    private static String endpointOf(URI uri) {
        String query = uri.getRawQuery();
        return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
    }

    private static long monotonicMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
