package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.HotTargets;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapeStates;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads every target of this replica's shards when it is due, on as many event loops as there are
 * cores. One that is slow or broken delays no other and is never read twice at once.
 */
final class ScrapeLoop {
    private static final Logger LOG = Logger.getLogger(ScrapeLoop.class);

    /**
     * A target that is missing in the list for so long is said to be gone: a list may be short for
     * a moment. Those who read of it lose patience after 15 seconds without a reading, of which a
     * default interval may have passed when it left.
     */
    static final Duration GONE_AFTER = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final TargetSource source;
    private final TargetWatch.Common common;
    private final ScrapeObserver observer;
    private final Future<Lane.Lanes> lanes;
    private final Map<String, Known> targets = new HashMap<>();

    /** When targets left the list of which nobody was told yet that they are gone; steady time. */
    private final Map<String, Instant> left = new HashMap<>();

    private int turn;
    private boolean crowded;
    private boolean closed;

    /**
     * A target.
     *
     * @param since when it was first found, in steady time; also while another replica reads it: a
     *     process that starts meanwhile is young to all who know the target
     * @param watch reads it; null while another replica does
     */
    private record Known(Target target, Instant since, @Nullable TargetWatch watch) {}

    ScrapeLoop(
            Vertx vertx,
            TargetSource source,
            ProxyReader reader,
            Readings readings,
            Interest interest,
            Shards shards,
            ScrapeObserver observer,
            CollectorTime time,
            TelemetryConfig config) {
        this.vertx = vertx;
        this.source = source;
        this.observer = observer;
        this.common =
                new TargetWatch.Common(
                        reader,
                        readings,
                        interest,
                        shards,
                        new HotTargets(config.maxCanaryTargets()),
                        observer,
                        time,
                        config.interval(),
                        config.canaryInterval(),
                        UUID.randomUUID().getMostSignificantBits(),
                        new AtomicLong());
        this.lanes = Lane.open(vertx);
    }

    /** Begins with targets that are new or ours now, and leaves those that are gone or not. */
    synchronized void look() {
        if (closed || !lanes.succeeded()) {
            return;
        }
        Instant now = common.time().steady();
        Set<String> live = new HashSet<>();
        for (Target target : source.targets()) {
            live.add(target.key());
            left.remove(target.key());
            watch(target);
        }
        targets.entrySet()
                .removeIf(known -> {
                    boolean gone = !live.contains(known.getKey());
                    if (gone) {
                        stop(known.getValue());
                        left.put(known.getKey(), now);
                    }
                    return gone;
                });
        tellGone(now);
        tell();
    }

    /** Begins no scrape any more, also none that is planned. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        targets.values().forEach(ScrapeLoop::stop);
        targets.clear();
        left.clear();
        lanes.onSuccess(open -> vertx.undeploy(open.deployment()));
    }

    private void watch(Target target) {
        Known known = targets.get(target.key());
        Instant since = known == null ? watchedSince() : known.since();
        TargetWatch watch = known == null ? null : known.watch();
        if (!common.shards().isMine(target.key())) {
            if (watch != null) {
                watch.stop();
            }
            watch = null;
        } else if (watch == null) {
            watch = new TargetWatch(common, lanes.result().get(turn++), target, since);
            watch.start();
        } else if (known != null && !known.target().equals(target)) {
            watch.update(target);
        }
        targets.put(target.key(), new Known(target, since, watch));
    }

    /** The replica whose it is says so; every replica sees that it left. */
    private void tellGone(Instant now) {
        Map<String, Instant> gone = new HashMap<>();
        left.forEach((target, leftAt) -> {
            if (!leftAt.plus(GONE_AFTER).isAfter(now)) {
                gone.put(target, leftAt);
            }
        });
        left.keySet().removeAll(gone.keySet());
        gone.forEach((target, leftAt) -> {
            if (common.shards().isMine(target)) {
                common.readings()
                        .gone(target, common.time().now().told(leftAt))
                        .whenComplete((stored, failure) -> {
                            if (failure != null) {
                                tellAgain(target, leftAt);
                            }
                        });
            }
        });
    }

    private synchronized void tellAgain(String target, Instant leftAt) {
        if (!closed && !targets.containsKey(target)) {
            left.putIfAbsent(target, leftAt);
        }
    }

    private Instant watchedSince() {
        return source.completeSince().orElseGet(common.time()::steady);
    }

    private static void stop(Known known) {
        if (known.watch() != null) {
            known.watch().stop();
        }
    }

    private void tell() {
        int mine = 0;
        int down = 0;
        int backedOff = 0;
        int slowed = 0;
        int unfiltered = 0;
        for (Known known : targets.values()) {
            if (known.watch() == null) {
                continue;
            }
            TargetWatch.State state = known.watch().state();
            mine++;
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
                        mine, hot.admitted(), refused, down, backedOff, slowed, unfiltered));
    }
}
