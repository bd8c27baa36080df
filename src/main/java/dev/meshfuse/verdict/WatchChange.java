package dev.meshfuse.verdict;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next watch, made of one before: what is not named stays. */
final class WatchChange {
    private final CanaryWatch before;
    private CanaryTests tests;
    private AbsoluteTest stable;
    private OpenBlock gathering;
    private CanaryTraffic traffic;
    private List<Block> blocks;
    private Rise rise;
    private @Nullable Instant lastCanaryAt;
    private @Nullable Instant hurtSince;
    private CanaryWatch.@Nullable Hold hold;
    private CanaryWatch.@Nullable Episode episode;
    private CanaryWatch.@Nullable Blindness blindness;

    WatchChange(CanaryWatch before) {
        this.before = before;
        this.tests = before.tests();
        this.stable = before.stable();
        this.gathering = before.gathering();
        this.traffic = before.traffic();
        this.blocks = before.blocks();
        this.rise = before.rise();
        this.lastCanaryAt = before.lastCanaryAt();
        this.hurtSince = before.hurtSince();
        this.hold = before.hold();
        this.episode = before.episode();
        this.blindness = before.blindness();
    }

    WatchChange tests(CanaryTests next) {
        tests = next;
        return this;
    }

    WatchChange stable(AbsoluteTest next) {
        stable = next;
        return this;
    }

    WatchChange gathering(OpenBlock next) {
        gathering = next;
        return this;
    }

    WatchChange traffic(CanaryTraffic next) {
        traffic = next;
        return this;
    }

    WatchChange blocks(List<Block> next) {
        blocks = next;
        return this;
    }

    WatchChange rise(Rise next) {
        rise = next;
        return this;
    }

    WatchChange lastCanaryAt(@Nullable Instant next) {
        lastCanaryAt = next;
        return this;
    }

    WatchChange hurtSince(@Nullable Instant next) {
        hurtSince = next;
        return this;
    }

    WatchChange hold(CanaryWatch.@Nullable Hold next) {
        hold = next;
        return this;
    }

    WatchChange episode(CanaryWatch.@Nullable Episode next) {
        episode = next;
        return this;
    }

    WatchChange blindness(CanaryWatch.@Nullable Blindness next) {
        blindness = next;
        return this;
    }

    CanaryWatch made() {
        return new CanaryWatch(
                before.fuse(),
                before.slo(),
                before.fuseGeneration(),
                before.measured(),
                before.canaryIdentity(),
                before.toldApartBy(),
                tests,
                stable,
                gathering,
                before.tickBlocks(),
                traffic,
                blocks,
                rise,
                lastCanaryAt,
                hurtSince,
                hold,
                episode,
                blindness);
    }
}
