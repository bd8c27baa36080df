package dev.meshfuse.verdict;

import static dev.meshfuse.verdict.WatchLife.BAD;
import static dev.meshfuse.verdict.WatchLife.GOOD;
import static dev.meshfuse.verdict.WatchLife.NONE;
import static dev.meshfuse.verdict.WatchLife.STABLE;
import static dev.meshfuse.verdict.WatchLife.START;
import static dev.meshfuse.verdict.WatchLife.begin;
import static dev.meshfuse.verdict.WatchLife.empty;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TrackRule;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Sight;
import dev.meshfuse.sli.Visibility;
import dev.meshfuse.testing.Shop;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {
    private static final Finding QUIET = new Finding.Quiet();
    private static final String NOBODY =
            "No proxy that reports calls of the service could be read lately.";
    private static final Visibility.Targets THREE = new Visibility.Targets(3, 0);
    private static final SplitSight.Side TRAFFIC =
            new SplitSight.Side(new Sight.Traffic(START), THREE, Coverage.NONE);
    private static final SplitSight SIGHT = new SplitSight(THREE, TRAFFIC, TRAFFIC);

    @Test
    void an_episode_opens_with_the_block_that_brings_the_evidence_past_its_threshold() {
        WatchLife life = new WatchLife().blocks(3, GOOD).blocks(3, BAD);

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
        assertThat(new WatchLife().blocks(14, BAD).found)
                .containsExactly("3 opens", "8 repeats", "13 repeats");
    }

    @Test
    void it_says_nothing_again_in_a_block_without_canary_requests() {
        WatchLife life =
                new WatchLife().blocks(6, BAD).blocks(2, NONE).blocks(1, BAD).blocks(2, NONE);

        assertThat(life.found).containsExactly("3 opens", "9 repeats");
    }

    @Test
    void three_blocks_without_a_canary_request_make_it_quiet_and_the_evidence_begins_anew() {
        WatchLife life = new WatchLife().blocks(4, BAD).blocks(3, NONE);

        assertThat(life.found)
                .containsExactly(
                        "3 opens", "7 quiet", "7 recovered: the canary gets no requests any more");
        assertThat(life.watch.episode()).isNull();
        assertThat(life.watch.tests().absolute().evidence()).isZero();
        assertThat(life.watch.rise().firstBadAt()).isNull();
    }

    @Test
    void the_findings_of_a_quiet_canary_speak_of_the_episode_that_ends() {
        CanaryWatch burnt = new WatchLife().blocks(3, BAD).blocks(2, NONE).watch;

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
        WatchLife life = new WatchLife().blocks(3, BAD);
        for (int i = 0; i < 10; i++) {
            life.block(NONE, NONE, false);
        }

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Blind(NOBODY));
    }

    @Test
    void while_too_little_is_visible_nothing_trips_and_the_evidence_is_kept() {
        WatchLife life = new WatchLife().blocks(2, GOOD).unseen(4, BAD, "half is down");

        assertThat(life.found).isEmpty();
        assertThat(life.watch.verdict()).isEqualTo(new Verdict.Blind("half is down"));
        assertThat(life.blocks(1, BAD).found).containsExactly("7 opens");
    }

    @Test
    void traffic_that_cannot_be_seen_is_not_taken_as_gone() {
        WatchLife life = new WatchLife().blocks(3, BAD).unseen(20, NONE, "half is down");

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.episode()).isNotNull();
    }

    @Test
    void blindness_is_said_once_when_it_has_lasted() {
        WatchLife life = new WatchLife().blocks(1, GOOD).unseen(100, NONE, "half is down");

        assertThat(life.found).containsExactly("32 unseen: half is down");
        assertThat(life.blocks(1, GOOD).unseen(31, NONE, "again").found)
                .containsExactly("32 unseen: half is down", "133 unseen: again");
    }

    @Test
    void a_block_without_sight_neither_counts_for_the_silence_nor_breaks_it() {
        WatchLife life = new WatchLife().blocks(3, BAD).blocks(2, NONE).block(NONE, NONE, false);
        assertThat(life.found).containsExactly("3 opens");

        assertThat(life.blocks(1, NONE).found).contains("7 quiet");
    }

    @Test
    void the_rarer_the_requests_to_a_canary_the_longer_must_a_silence_be() {
        WatchLife life = new WatchLife().blocks(3, BAD);
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
        assertThat(new WatchLife().blocks(3, GOOD).blocks(10, NONE).found).isEmpty();
    }

    @Test
    void an_episode_is_over_when_the_evidence_falls_below_half_its_threshold() {
        WatchLife life = new WatchLife().blocks(3, BAD);
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
        WatchLife life = new WatchLife().blocks(3, BAD).blocks(3, NONE).blocks(3, BAD);

        assertThat(life.found).contains("3 opens", "9 opens");
        assertThat(life.watch.episode())
                .extracting(CanaryWatch.Episode::id)
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:09Z");
    }

    @Test
    void requests_that_do_not_count_are_no_evidence_but_they_are_traffic() {
        Counts excluded = new Counts(0, 0, 5);
        WatchLife life = new WatchLife().blocks(3, BAD).blocks(5, excluded);

        assertThat(life.found).containsExactly("3 opens");
        assertThat(life.watch.tests().absolute().evidence())
                .isEqualTo(new WatchLife().blocks(3, BAD).watch.tests().absolute().evidence());
    }

    @Test
    void first_bad_is_that_of_the_run_that_built_the_evidence_up() {
        WatchLife life = new WatchLife().blocks(1, new Counts(999, 1, 0)).blocks(1, GOOD);
        assertThat(life.watch.rise().firstBadAt()).isNull();

        life.blocks(1, new Counts(8, 2, 0)).blocks(1, GOOD).blocks(2, BAD);

        assertThat(life.watch.rise().firstBadAt()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void the_last_twelve_blocks_are_kept() {
        WatchLife life = new WatchLife().blocks(20, GOOD);

        assertThat(life.watch.blocks()).hasSize(12);
        assertThat(life.watch.blocks().getLast().closedAt()).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void verdicts_before_any_trouble_are_blind_insufficient_and_healthy() {
        WatchLife life = new WatchLife();

        assertThat(life.block(NONE, NONE, false).watch.verdict())
                .isEqualTo(new Verdict.Blind(NOBODY));
        assertThat(life.block(NONE, STABLE, true).watch.verdict())
                .isEqualTo(new Verdict.Insufficient());
        assertThat(life.block(GOOD, STABLE, true).watch.verdict()).isEqualTo(new Verdict.Healthy());
    }

    @Test
    void a_watch_is_of_one_canary_under_one_definition() {
        CanaryWatch watch = new WatchLife().blocks(2, BAD).watch;
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
        CanaryWatch watch = new WatchLife().blocks(3, BAD).watch;
        EvidenceState state = EvidenceState.of(watch, SIGHT, START);

        assertThat(EvidenceState.of(watch, SIGHT, START.plusSeconds(1)).saysTheSameAs(state))
                .isTrue();
        assertThat(state.saysTheSameAs(null)).isFalse();
        assertThat(state)
                .extracting(EvidenceState::verdict, EvidenceState::episode)
                .containsExactly("Burning", "shop/cart-availability/cart@2026-03-01T10:00:03Z");
    }
}
