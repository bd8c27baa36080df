package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.HotTargets;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Reads every target when it is due, on as many event loops as there are cores. One that is slow or
 * broken delays no other and is never read twice at once.
 */
final class ScrapeLoop {
    private static final Logger LOG = Logger.getLogger(ScrapeLoop.class);

    private final Vertx vertx;
    private final TargetSource source;
    private final TargetWatch.Common common;
    private final ScrapeObserver observer;
    private final Future<Lane.Lanes> lanes;
    private final Map<String, Watched> watches = new HashMap<>();
    private int turn;
    private boolean crowded;
    private boolean closed;

    private record Watched(Target target, TargetWatch watch) {}

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
        this.observer = observer;
        this.common =
                new TargetWatch.Common(
                        reader,
                        readings,
                        interest,
                        new HotTargets(config.maxCanaryTargets()),
                        observer,
                        clock,
                        config.interval(),
                        config.canaryInterval(),
                        clock.millis());
        this.lanes = Lane.open(vertx);
    }

    /** Begins with targets that are new, and leaves those that are gone. */
    synchronized void look() {
        if (closed || !lanes.succeeded()) {
            return;
        }
        Set<String> live = new HashSet<>();
        for (Target target : source.targets()) {
            live.add(target.key());
            watch(target);
        }
        watches.entrySet()
                .removeIf(known -> {
                    boolean gone = !live.contains(known.getKey());
                    if (gone) {
                        known.getValue().watch().stop();
                    }
                    return gone;
                });
        tell();
    }

    /** Begins no scrape any more, also none that is planned. */
    synchronized void close() {
        closed = true;
        watches.values().forEach(known -> known.watch().stop());
        watches.clear();
        lanes.onSuccess(open -> vertx.undeploy(open.deployment()));
    }

    private void watch(Target target) {
        Watched known = watches.get(target.key());
        if (known == null) {
            TargetWatch watch = new TargetWatch(common, lanes.result().get(turn++), target);
            watches.put(target.key(), new Watched(target, watch));
            watch.start();
        } else if (!known.target().equals(target)) {
            watches.put(target.key(), new Watched(target, known.watch()));
            known.watch().update(target);
        }
    }

    private void tell() {
        int down = 0;
        int backedOff = 0;
        int slowed = 0;
        int unfiltered = 0;
        for (Watched known : watches.values()) {
            TargetWatch.State state = known.watch().state();
            down += state.down() ? 1 : 0;
            backedOff += state.backedOff() ? 1 : 0;
            slowed += state.slowed() ? 1 : 0;
            unfiltered += state.unfiltered() ? 1 : 0;
        }
        HotTargets hot = common.hot();
        int refused = hot.refused();
        if (refused > 0 && !crowded) {
            LOG.warnf(
                    "more targets than are allowed would be read at the canary interval:"
                            + " allowed=%d beyond=%d",
                    hot.admitted(), refused);
        }
        crowded = refused > 0;
        observer.states(
                new ScrapeStates(
                        watches.size(),
                        hot.admitted(),
                        refused,
                        down,
                        backedOff,
                        slowed,
                        unfiltered));
    }
}
