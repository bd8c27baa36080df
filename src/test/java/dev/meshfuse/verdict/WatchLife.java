package dev.meshfuse.verdict;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A watch in the middle of its life: what it is now, and what it has found, by second. */
final class WatchLife {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Counts NONE = Counts.NONE;
    static final Counts GOOD = new Counts(10, 0, 0);
    static final Counts BAD = new Counts(0, 10, 0);
    static final Counts STABLE = new Counts(90, 0, 0);
    static final StableShown USUAL = new StableShown(90_000, 90, List.of(), 0, 0, Bursts.NONE);

    CanaryWatch watch;
    final List<String> found = new ArrayList<>();
    private int second;

    /** Of a canary whose stable side is known for long. */
    WatchLife() {
        this(begin(Shop.fuse(), "99.9%", Shop.SPLIT), USUAL);
    }

    WatchLife(CanaryWatch fresh, StableShown stable) {
        watch =
                new WatchChange(fresh)
                        .tests(CanaryTests.start(fresh.tests().settings(), stable))
                        .made();
    }

    WatchLife block(Counts canary, Counts stable, boolean callersRead) {
        return block(canary, stable, callersRead, null);
    }

    WatchLife unseen(int count, Counts canary, String reason) {
        for (int i = 0; i < count; i++) {
            block(canary, STABLE, true, reason);
        }
        return this;
    }

    WatchLife block(Counts canary, Counts stable, boolean callersRead, @Nullable String unseen) {
        return block(canary, stable, callersRead, unseen, Map.of());
    }

    /** Two callers, of which the first has seen all that is bad. */
    WatchLife oneBadCaller(int count) {
        for (int i = 0; i < count; i++) {
            Map<String, Shown> callers =
                    Map.of("shop/web-1", new Shown(5, 5), "shop/web-2", new Shown(5, 0));
            block(new Counts(5, 5, 0), STABLE, true, null, callers);
        }
        return this;
    }

    private WatchLife block(
            Counts canary,
            Counts stable,
            boolean callersRead,
            @Nullable String unseen,
            Map<String, Shown> callers) {
        Instant now = START.plusSeconds(++second);
        CanaryWatch.Step step =
                watch.close(
                        new Block(
                                now,
                                canary,
                                stable,
                                NONE,
                                callersRead,
                                canary.bad() > 0 ? now : null,
                                canary.equals(NONE) ? null : now),
                        new Tick(shown(canary), shown(stable), callers, Map.of()),
                        unseen);
        watch = step.next();
        step.findings().forEach(finding -> found.add(second + " " + word(finding)));
        return this;
    }

    WatchLife blocks(int count, Counts canary) {
        for (int i = 0; i < count; i++) {
            block(canary, STABLE, true);
        }
        return this;
    }

    private static String word(Finding finding) {
        return switch (finding) {
            case Finding.Burns burns -> burns.first() ? "opens" : "repeats";
            case Finding.Holds holds -> (holds.first() ? "holds: " : "holds on: ") + holds.reason();
            case Finding.Released released -> "released: " + released.reason();
            case Finding.Quiet quiet -> "quiet";
            case Finding.Unseen unseen -> "unseen: " + unseen.reason();
            case Finding.Recovered recovered -> "recovered: " + recovered.reason();
        };
    }

    static CanaryWatch begin(Fuse fuse, String objective, Split.Resolved split) {
        return CanaryWatch.begin(fuse, Shop.slo(objective), split, SECOND);
    }

    static Slo latency(Slo slo) {
        return new Slo(
                slo.id(),
                slo.generation(),
                slo.service(),
                Indicator.Latency.parse("100ms"),
                slo.objective(),
                slo.window(),
                slo.counting(),
                slo.alerting());
    }

    static Shown shown(Counts counts) {
        return new Shown(counts.total(), counts.bad());
    }

    static Block empty(Instant now, boolean callersRead) {
        return new Block(now, NONE, NONE, NONE, callersRead, null, null);
    }
}
