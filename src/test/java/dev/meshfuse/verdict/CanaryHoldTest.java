package dev.meshfuse.verdict;

import static dev.meshfuse.verdict.WatchLife.BAD;
import static dev.meshfuse.verdict.WatchLife.GOOD;
import static dev.meshfuse.verdict.WatchLife.NONE;
import static dev.meshfuse.verdict.WatchLife.SECOND;
import static dev.meshfuse.verdict.WatchLife.START;
import static dev.meshfuse.verdict.WatchLife.USUAL;
import static dev.meshfuse.verdict.WatchLife.begin;
import static dev.meshfuse.verdict.WatchLife.latency;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.Shop;
import org.junit.jupiter.api.Test;

class CanaryHoldTest {
    @Test
    void when_stable_burns_as_well_the_canary_is_held_and_not_blamed_and_its_objective_breached() {
        WatchLife life = new WatchLife().block(BAD, new Counts(45, 45, 0), true);

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
        WatchLife life = new WatchLife().block(BAD, new Counts(45, 45, 0), true);
        life.found.clear();
        life.blocks(20, BAD);

        assertThat(life.found).filteredOn(found -> found.endsWith("opens")).hasSize(1);
        assertThat(life.watch.episode())
                .extracting(CanaryWatch.Episode::id)
                .isEqualTo("shop/cart-availability/cart@2026-03-01T10:00:01Z");
    }

    @Test
    void when_stable_cannot_be_compared_it_waits_ten_seconds_before_it_holds() {
        WatchLife life = new WatchLife();
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
        WatchLife life = new WatchLife();
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
        WatchLife life = new WatchLife().oneBadCaller(60);

        assertThat(life.found)
                .first()
                .asString()
                .endsWith(
                        " holds: The canary is above its limit and worse than stable, but without shop/web-1 that is not shown.");
        assertThat(life.found).noneMatch(found -> found.endsWith("opens"));
    }

    @Test
    void a_hold_is_said_again_every_five_seconds() {
        assertThat(new WatchLife().oneBadCaller(30).found)
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
        WatchLife life = new WatchLife().oneBadCaller(20);
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
        WatchLife life = new WatchLife().oneBadCaller(20);
        life.found.clear();

        life.blocks(3, NONE);

        assertThat(life.found).contains("23 released: The canary gets no requests any more.");
        assertThat(life.watch.hold()).isNull();
    }

    @Test
    void a_watch_of_another_canary_knows_of_stable_what_this_one_knew_and_nothing_else() {
        CanaryWatch before = new WatchLife().blocks(3, BAD).watch;
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
        WatchLife life = new WatchLife(fresh, USUAL).blocks(4, BAD);
        assertThat(life.watch.tests().absolute().evidence()).isZero();

        life.blocks(1, BAD);

        assertThat(life.watch.tests().absolute().evidence()).isPositive();
        assertThat(life.watch.tests().settings().tickSeconds()).isEqualTo(5);
        assertThat(life.watch.rise().firstBadAt()).isEqualTo(START.plusSeconds(1));
        assertThat(life.blocks(15, BAD).found).contains("15 opens");
    }

    @Test
    void before_stable_has_served_a_thousand_requests_there_is_not_enough_to_say() {
        WatchLife life =
                new WatchLife(begin(Shop.fuse(), "99.9%", Shop.SPLIT), StableShown.NOTHING);

        assertThat(life.blocks(11, GOOD).watch.verdict()).isEqualTo(new Verdict.Insufficient());
        assertThat(life.blocks(2, GOOD).watch.verdict()).isEqualTo(new Verdict.Healthy());
    }
}
