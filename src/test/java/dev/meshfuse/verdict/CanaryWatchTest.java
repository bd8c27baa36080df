package dev.meshfuse.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visibility;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Counts NONE = Counts.NONE;
    private static final Counts GOOD = new Counts(10, 0, 0);
    private static final Counts BAD = new Counts(0, 10, 0);
    private static final Counts STABLE = new Counts(90, 0, 0);
    private static final StableShown USUAL =
            new StableShown(90_000, 90, List.of(), 0, 0, Bursts.NONE);
    private static final Finding QUIET = new Finding.Quiet();
    private static final String NOBODY =
            "No proxy that reports calls of the service could be read lately.";
    private static final Visibility.Targets THREE = new Visibility.Targets(3, 0);
    private static final SplitSight.Side TRAFFIC =
            new SplitSight.Side(new Sight.Traffic(START), THREE, Coverage.NONE);
    private static final SplitSight SIGHT = new SplitSight(THREE, TRAFFIC, TRAFFIC);

    /** A watch in the middle of its life: what it is now, and what it has found, by second. */
    private static final class Life {
        private CanaryWatch watch;
        private final List<String> found = new ArrayList<>();
        private int second;

        /** Of a canary whose stable side is known for long. */
        Life() {
            this(begin(Shop.fuse(), "99.9%", Shop.SPLIT), USUAL);
        }

        Life(CanaryWatch fresh, StableShown stable) {
            watch =
                    new WatchChange(fresh)
                            .tests(CanaryTests.start(fresh.tests().settings(), stable))
                            .made();
        }

        Life block(Counts canary, Counts stable, boolean callersRead) {
            return block(canary, stable, callersRead, null);
        }

        Life unseen(int count, Counts canary, String reason) {
            for (int i = 0; i < count; i++) {
                block(canary, STABLE, true, reason);
            }
            return this;
        }

        Life block(Counts canary, Counts stable, boolean callersRead, @Nullable String unseen) {
            return block(canary, stable, callersRead, unseen, Map.of());
        }

        /** Two callers, of which the first has seen all that is bad. */
        Life oneBadCaller(int count) {
            for (int i = 0; i < count; i++) {
                Map<String, Shown> callers =
                        Map.of("shop/web-1", new Shown(5, 5), "shop/web-2", new Shown(5, 0));
                block(new Counts(5, 5, 0), STABLE, true, null, callers);
            }
            return this;
        }

        private Life block(
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

        Life blocks(int count, Counts canary) {
            for (int i = 0; i < count; i++) {
                block(canary, STABLE, true);
            }
            return this;
        }

        private static String word(Finding finding) {
            return switch (finding) {
                case Finding.Burns burns -> burns.first() ? "opens" : "repeats";
                case Finding.Holds holds ->
                        (holds.first() ? "holds: " : "holds on: ") + holds.reason();
                case Finding.Released released -> "released: " + released.reason();
                case Finding.Quiet quiet -> "quiet";
                case Finding.Unseen unseen -> "unseen: " + unseen.reason();
                case Finding.Recovered recovered -> "recovered: " + recovered.reason();
            };
        }
    }

    @Test
    void an_episode_opens_with_the_block_that_brings_the_evidence_past_its_threshold() {
        Life life = new Life().blocks(3, GOOD).blocks(3, BAD);

        assertThat(life.found).containsExactly("6 opens");
        assertThat(life.watch.episode())
                .isEqualTo(
                        new CanaryWatch.Episode(
                                "shop/cart-availability/cart@2026-03-01T10:00:06Z",
                                START.plusSeconds(6),
                                START.plusSeconds(6)));
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Burning(false));
    }

    @Test
    void it_says_again_every_five_seconds_that_the_canary_burns() {
        assertThat(new Life().blocks(14, BAD).found)
                .containsExactly("3 opens", "8 repeats", "13 repeats");
    }

    @Test
    void it_says_nothing_again_in_a_block_without_canary_requests() {
        Life life = new Life().blocks(6, BAD).blocks(2, NONE).blocks(1, BAD).blocks(2, NONE);

        assertThat(life.found).containsExactly("3 opens", "9 repeats");
    }

    @Test
    void three_blocks_without_a_canary_request_make_it_quiet_and_the_evidence_begins_anew() {
        Life life = new Life().blocks(4, BAD).blocks(3, NONE);

        assertThat(life.found)
                .containsExactly(
                        "3 opens", "7 quiet", "7 recovered: the canary gets no requests any more");
        assertThat(life.watch.episode()).isNull();
        assertThat(life.watch.tests().absolute().evidence()).isZero();
        assertThat(life.watch.firstBadAt()).isNull();
    }

    @Test
    void the_findings_of_a_quiet_canary_speak_of_the_episode_that_ends() {
        CanaryWatch burnt = new Life().blocks(3, BAD).blocks(2, NONE).watch;

        CanaryWatch.Step step =
                burnt.close(
                        empty(START.plusSeconds(6), true),
                        Tick.of(Shown.NOTHING, Shown.NOTHING),
                        null);

        assertThat(step.findings()).contains(QUIET);
        assertThat(step.subject().episode()).isEqualTo(burnt.episode());
        assertThat(step.subject().lastCanaryAt()).isEqualTo(START.plusSeconds(3));
        assertThat(step.subject().tests().absolute().evidence()).isPositive();
    }

    @Test
    void a_canary_nobody_can_see_is_not_quiet() {
        Life life = new Life().blocks(3, BAD);
        for (int i = 0; i < 10; i++) {
            life.block(NONE, NONE, false);
        }

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Blind(NOBODY));
    }

    @Test
    void while_too_little_is_visible_nothing_trips_and_the_evidence_is_kept() {
        Life life = new Life().blocks(2, GOOD).unseen(4, BAD, "half is down");

        assertThat(life.found).isEmpty();
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Blind("half is down"));
        assertThat(life.blocks(1, BAD).found).containsExactly("7 opens");
    }

    @Test
    void traffic_that_cannot_be_seen_is_not_taken_as_gone() {
        Life life = new Life().blocks(3, BAD).unseen(20, NONE, "half is down");

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.episode()).isNotNull();
    }

    @Test
    void blindness_is_said_once_when_it_has_lasted() {
        Life life = new Life().blocks(1, GOOD).unseen(100, NONE, "half is down");

        assertThat(life.found).containsExactly("32 unseen: half is down");
        assertThat(life.blocks(1, GOOD).unseen(31, NONE, "again").found)
                .containsExactly("32 unseen: half is down", "133 unseen: again");
    }

    @Test
    void a_block_without_sight_neither_counts_for_the_silence_nor_breaks_it() {
        Life life = new Life().blocks(3, BAD).blocks(2, NONE).block(NONE, NONE, false);
        assertThat(life.found).containsExactly("3 opens");

        assertThat(life.blocks(1, NONE).found).contains("7 quiet");
    }

    @Test
    void the_rarer_the_requests_to_a_canary_the_longer_must_a_silence_be() {
        Life life = new Life().blocks(3, BAD);
        for (int i = 0; i < 40; i++) {
            life.blocks(1, new Counts(0, 1, 0)).blocks(1, NONE);
        }
        life.found.clear();

        life.blocks(12, NONE);
        assertThat(life.found).isEmpty();
        life.blocks(3, NONE);
        assertThat(life.found).anyMatch(finding -> finding.endsWith("quiet"));
    }

    @Test
    void without_an_episode_no_traffic_is_no_news() {
        assertThat(new Life().blocks(3, GOOD).blocks(10, NONE).found).isEmpty();
    }

    @Test
    void an_episode_is_over_when_the_evidence_falls_below_half_its_threshold() {
        Life life = new Life().blocks(3, BAD);
        while (life.watch.episode() != null) {
            assertThat(life.watch.tests().absolute().evidence())
                    .isGreaterThanOrEqualTo(life.watch.tests().settings().threshold() / 2);
            life.blocks(1, new Counts(100, 0, 0));
        }

        assertThat(life.watch.tests().absolute().evidence())
                .isLessThan(life.watch.tests().settings().threshold() / 2);
        assertThat(life.found.getLast())
                .endsWith("recovered: the evidence has fallen below half its threshold");
    }

    @Test
    void a_canary_that_burns_anew_opens_another_episode() {
        Life life = new Life().blocks(3, BAD).blocks(3, NONE).blocks(3, BAD);

        assertThat(life.found).contains("3 opens", "9 opens");
        assertThat(life.watch.episode())
                .extracting(CanaryWatch.Episode::id)
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:09Z");
    }

    @Test
    void when_stable_burns_as_well_the_canary_is_held_and_not_blamed_and_its_objective_breached() {
        Life life = new Life().block(BAD, new Counts(45, 45, 0), true);

        assertThat(life.found)
                .containsExactly(
                        "1 holds: Users are hurt, and not by the canary alone: stable burns as well.");
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Burning(true));
        assertThat(life.watch.episode())
                .isEqualTo(
                        new CanaryWatch.Episode(
                                "shop/cart-availability/cart@2026-03-01T10:00:01Z",
                                START.plusSeconds(1),
                                null));
    }

    @Test
    void when_the_canary_turns_out_to_be_worse_the_breach_that_is_open_becomes_its_own() {
        Life life = new Life().block(BAD, new Counts(45, 45, 0), true);
        life.found.clear();
        life.blocks(20, BAD);

        assertThat(life.found).filteredOn(found -> found.endsWith("opens")).hasSize(1);
        assertThat(life.watch.episode())
                .extracting(CanaryWatch.Episode::id)
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:01Z");
    }

    @Test
    void when_stable_cannot_be_compared_it_waits_ten_seconds_before_it_holds() {
        Life life = new Life();
        for (int i = 0; i < 75; i++) {
            life.block(BAD, NONE, true);
        }

        assertThat(life.found.getFirst())
                .isEqualTo(
                        "70 holds: Users of the canary are hurt, but it is not shown to be worse than stable.");
        assertThat(life.watch.episode()).isNotNull();
    }

    @Test
    void a_canary_that_is_worse_than_stable_within_its_limit_is_held_without_a_breach() {
        Life life = new Life();
        while (life.found.isEmpty()) {
            life.blocks(1, new Counts(999, 9, 0));
        }

        assertThat(life.found.getFirst())
                .endsWith(
                        " holds: The canary is worse than stable, but not shown to be above its limit.");
        assertThat(life.watch.episode()).isNull();
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Worse());
    }

    @Test
    void what_only_one_caller_sees_is_held_and_names_the_caller() {
        Life life = new Life().oneBadCaller(60);

        assertThat(life.found)
                .first()
                .asString()
                .endsWith(
                        " holds: The canary is above its limit and worse than stable, but without shop/web-1 that is not shown.");
        assertThat(life.found).noneMatch(found -> found.endsWith("opens"));
    }

    @Test
    void a_hold_is_said_again_every_five_seconds() {
        assertThat(new Life().oneBadCaller(30).found)
                .extracting(found -> Integer.valueOf(found.split(" ", 2)[0]))
                .satisfies(seconds -> {
                    for (int i = 1; i < seconds.size(); i++) {
                        assertThat(seconds.get(i) - seconds.get(i - 1)).isEqualTo(5);
                    }
                })
                .hasSizeGreaterThan(3);
    }

    @Test
    void a_hold_is_released_when_the_evidence_has_decayed() {
        Life life = new Life().oneBadCaller(20);
        life.found.clear();
        int blocks = 0;
        while (life.watch.hold() != null && blocks++ < 10_000) {
            assertThat(life.watch.tests().staysWorse()).isTrue();
            life.blocks(1, GOOD);
        }

        assertThat(life.found.getLast())
                .endsWith(" released: The evidence has fallen below half its threshold.");
        assertThat(life.watch.tests().raw().evidence())
                .isLessThan(life.watch.tests().settings().threshold() / 2);
    }

    @Test
    void a_hold_of_a_canary_that_gets_no_requests_any_more_is_released() {
        Life life = new Life().oneBadCaller(20);
        life.found.clear();

        life.blocks(3, NONE);

        assertThat(life.found).contains("23 released: The canary gets no requests any more.");
        assertThat(life.watch.hold()).isNull();
    }

    @Test
    void a_watch_of_another_canary_knows_of_stable_what_this_one_knew_and_nothing_else() {
        CanaryWatch before = new Life().blocks(3, BAD).watch;
        CanaryWatch next = begin(Shop.fuse(), "99.9%", Shop.running("c2")).knowing(before);
        Slo other = Shop.slo("99.9%");
        CanaryWatch ofLatency =
                CanaryWatch.begin(Shop.fuse(), latency(other), Shop.running("c2"), SECOND);

        assertThat(next.tests().stable()).isEqualTo(before.tests().stable());
        assertThat(next.tests().absolute().evidence()).isZero();
        assertThat(next.episode()).isNull();
        assertThat(ofLatency.knowing(before)).isEqualTo(ofLatency);
    }

    @Test
    void where_latency_is_measured_blocks_of_five_seconds_are_weighed_together() {
        CanaryWatch fresh =
                CanaryWatch.begin(Shop.fuse(), latency(Shop.slo("99%")), Shop.SPLIT, SECOND);
        Life life = new Life(fresh, USUAL).blocks(4, BAD);
        assertThat(life.watch.tests().absolute().evidence()).isZero();

        life.blocks(1, BAD);

        assertThat(life.watch.tests().absolute().evidence()).isPositive();
        assertThat(life.watch.tests().settings().tickSeconds()).isEqualTo(5);
        assertThat(life.watch.firstBadAt()).isEqualTo(START.plusSeconds(1));
        assertThat(life.blocks(15, BAD).found).contains("15 opens");
    }

    @Test
    void before_stable_has_served_a_thousand_requests_there_is_not_enough_to_say() {
        Life life = new Life(begin(Shop.fuse(), "99.9%", Shop.SPLIT), StableShown.NOTHING);

        assertThat(life.blocks(11, GOOD).watch.verdict()).isEqualTo(new Verdict.Insufficient());
        assertThat(life.blocks(2, GOOD).watch.verdict()).isEqualTo(new Verdict.Healthy());
    }

    @Test
    void requests_that_do_not_count_are_no_evidence_but_they_are_traffic() {
        Counts excluded = new Counts(0, 0, 5);
        Life life = new Life().blocks(3, BAD).blocks(5, excluded);

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.tests().absolute().evidence())
                .isEqualTo(new Life().blocks(3, BAD).watch.tests().absolute().evidence());
    }

    @Test
    void first_bad_is_that_of_the_run_that_built_the_evidence_up() {
        Life life = new Life().blocks(1, new Counts(999, 1, 0)).blocks(1, GOOD);
        assertThat(life.watch.firstBadAt()).isNull();

        life.blocks(1, new Counts(8, 2, 0)).blocks(1, GOOD).blocks(2, BAD);

        assertThat(life.watch.firstBadAt()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void the_last_twelve_blocks_are_kept() {
        Life life = new Life().blocks(20, GOOD);

        assertThat(life.watch.blocks()).hasSize(12);
        assertThat(life.watch.blocks().getLast().closedAt()).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void verdicts_before_any_trouble_are_blind_insufficient_and_healthy() {
        Life life = new Life();

        assertThat(life.block(NONE, NONE, false).watch.verdict())
                .isEqualTo(new Verdict.Blind(NOBODY));
        assertThat(life.block(NONE, STABLE, true).watch.verdict())
                .isEqualTo(new Verdict.Insufficient());
        assertThat(life.block(GOOD, STABLE, true).watch.verdict()).isEqualTo(new Verdict.Healthy());
    }

    @Test
    void a_watch_is_of_one_canary_under_one_definition() {
        CanaryWatch watch = new Life().blocks(2, BAD).watch;
        Fuse edited = Shop.fuse(2, Set.of(Fuse.Trigger.Evidence));
        Split.Resolved byService =
                new Split.Resolved(new TrackRule.ByService("cart", "cart-canary"), "c1");

        assertThat(watch.isOf(begin(Shop.fuse(), "99.9%", Shop.SPLIT))).isTrue();
        assertThat(watch.isOf(begin(Shop.fuse(), "99.9%", Shop.running("c2")))).isFalse();
        assertThat(watch.isOf(begin(Shop.fuse(), "99.5%", Shop.SPLIT))).isFalse();
        assertThat(watch.isOf(begin(edited, "99.9%", Shop.SPLIT))).isFalse();
        assertThat(watch.isOf(begin(Shop.fuse(), "99.9%", byService))).isFalse();
    }

    @Test
    void evidence_that_has_not_moved_says_nothing_new_later() {
        CanaryWatch watch = new Life().blocks(3, BAD).watch;
        EvidenceState state = EvidenceState.of(watch, SIGHT, START);

        assertThat(EvidenceState.of(watch, SIGHT, START.plusSeconds(1)).saysTheSameAs(state))
                .isTrue();
        assertThat(state.saysTheSameAs(null)).isFalse();
        assertThat(state)
                .extracting(EvidenceState::verdict, EvidenceState::episode)
                .containsExactly("Burning", "shop/cart-availability/cart@2026-03-01T10:00:03Z");
    }

    private static CanaryWatch begin(Fuse fuse, String objective, Split.Resolved split) {
        return CanaryWatch.begin(fuse, Shop.slo(objective), split, SECOND);
    }

    private static Slo latency(Slo slo) {
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

    private static Shown shown(Counts counts) {
        return new Shown(counts.total(), counts.bad());
    }

    private static Block empty(Instant now, boolean callersRead) {
        return new Block(now, NONE, NONE, NONE, callersRead, null, null);
    }
}
