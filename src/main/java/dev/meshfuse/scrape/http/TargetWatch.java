package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.HotTargets;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.ScrapePace;
import dev.meshfuse.scrape.ScrapeTimes;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One target, read again and again: the next scrape is planned when the last has ended, so it is
 * never read twice at once. All happens on the event loop of its lane.
 */
final class TargetWatch {
    private static final Logger LOG = Logger.getLogger(ScrapeLoop.class);

    /** What all targets have in common. */
    record Common(
            ProxyReader proxies,
            Readings readings,
            Interest interest,
            Shards shards,
            HotTargets hot,
            ScrapeObserver observer,
            CollectorTime time,
            Duration interval,
            Duration canaryInterval,
            long collector,
            AtomicLong sequence) {}

    /** How a target is, as other threads may see it. */
    record State(boolean down, boolean backedOff, boolean slowed, boolean unfiltered) {}

    private final Common common;
    private final Lane lane;
    private final Instant since;
    private final ScrapePace pace = new ScrapePace();
    private Target target;
    private TargetReader reader;
    private @Nullable Long lastDue;
    private long began;
    private boolean often;
    private ScrapeFailure.@Nullable Kind failing;
    private boolean stopped;
    private volatile State state = new State(false, false, false, false);

    /**
     * @param since when the target was first found, in steady time
     */
    TargetWatch(Common common, Lane lane, Target target, Instant since) {
        this.common = common;
        this.lane = lane;
        this.target = target;
        this.since = since;
        this.reader = new TargetReader(common.proxies(), target, lane.scratch());
    }

    void start() {
        lane.context().runOnContext(now -> plan());
    }

    /** The target as discovery tells of it now: the next scrape goes there. */
    void update(Target now) {
        lane.context()
                .runOnContext(then -> {
                    target = now;
                    if (!reader.reads(now)) {
                        reader.close();
                        reader = new TargetReader(common.proxies(), now, lane.scratch());
                    }
                });
    }

    void stop() {
        lane.context()
                .runOnContext(then -> {
                    stopped = true;
                    reader.close();
                    common.hot().forget(target.key());
                });
    }

    State state() {
        return state;
    }

    private void plan() {
        if (stopped) {
            return;
        }
        long now = nowMillis();
        Duration wanted = wanted();
        long soonest = now + 1;
        if (lastDue != null) {
            soonest = Math.max(soonest, lastDue + pace.interval(wanted).toMillis());
        }
        long due = ScrapeTimes.next(target.key(), wanted.toMillis(), soonest);
        common.proxies().vertx().setTimer(due - now, id -> scrape(due));
    }

    private Duration wanted() {
        return often ? common.canaryInterval() : common.interval();
    }

    private void scrape(long due) {
        if (stopped) {
            return;
        }
        lastDue = due;
        if (!common.shards().isMine(target.key())) {
            plan(); // until the loop has noticed, or it has come back
            return;
        }
        Target asked = target;
        reader.read(asked.pod(), lane.turns().turn(due, () -> begins(asked, due)))
                .onComplete(done -> {
                    switch (done.result()) {
                        case ProxyReader.Result.Read read -> publish(asked, read);
                        case ProxyReader.Result.Failed failed -> {
                            pace.failed();
                            failed(asked, failed.failure());
                        }
                    }
                });
    }

    private void begins(Target asked, long due) {
        began = System.nanoTime();
        common.observer()
                .began(asked, Duration.ofNanos(began - TimeUnit.MILLISECONDS.toNanos(due)));
    }

    private void publish(Target asked, ProxyReader.Result.Read read) {
        if (stopped) {
            return;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        CollectorTime.Moment now = common.time().now();
        Reading reading =
                read.body()
                        .toReading(
                                asked,
                                read.endpoint(),
                                new CollectorClock(common.collector(), now.ahead()),
                                common.sequence().incrementAndGet(),
                                now.at(),
                                now.told(since));
        common.observer()
                .read(asked, took, read.bytes(), read.body().samples(), read.body().refusedLines());
        if (pace.succeeded(read.took(), wanted())) {
            LOG.warnf(
                    "target takes long and is read less often: target=%s took=%s interval=%s",
                    asked.key(), read.took(), pace.interval(wanted()));
        }
        often = common.hot().admit(asked.key(), common.interest().wantsOften(reading));
        common.readings()
                .publish(reading)
                .whenComplete(
                        (stored, e) -> lane.context().runOnContext(then -> published(asked, e)));
    }

    private void published(Target asked, @Nullable Throwable failure) {
        if (failure != null) {
            failed(
                    asked,
                    new ScrapeFailure(
                            ScrapeFailure.Kind.UNPUBLISHED, String.valueOf(failure.getMessage())));
            return;
        }
        if (failing != null) {
            LOG.infof("target is read again: target=%s", asked.key());
        }
        failing = null;
        goOn();
    }

    private void failed(Target asked, ScrapeFailure failure) {
        if (stopped) {
            return;
        }
        if (failing != failure.kind()) { // once until it changes
            LOG.warnf(
                    "target not read: target=%s kind=%s reason=%s",
                    asked.key(), failure.kind(), failure.detail());
        }
        failing = failure.kind();
        common.observer().failed(asked, failure);
        goOn();
    }

    private void goOn() {
        state =
                new State(
                        pace.isDown(), pace.isBackedOff(), pace.isSlowed(), reader.isUnfiltered());
        plan();
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
