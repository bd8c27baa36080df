package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HotTargetsTest {
    private final HotTargets hot = new HotTargets(2);

    @Test
    void a_target_that_is_not_worth_it_has_no_place() {
        assertThat(hot.admit("a", false)).isFalse();
        assertThat(hot.admitted()).isZero();
        assertThat(hot.refused()).isZero();
    }

    @Test
    void who_has_a_place_keeps_it_when_more_want_one() {
        assertThat(hot.admit("a", true)).isTrue();
        assertThat(hot.admit("b", true)).isTrue();

        assertThat(hot.admit("c", true)).isFalse();
        assertThat(hot.admit("a", true)).isTrue();
        assertThat(hot.admitted()).isEqualTo(2);
        assertThat(hot.refused()).isEqualTo(1);
    }

    @Test
    void a_place_that_is_given_up_goes_to_who_asks_next() {
        hot.admit("a", true);
        hot.admit("b", true);
        hot.admit("c", true);

        hot.admit("a", false);

        assertThat(hot.admit("c", true)).isTrue();
        assertThat(hot.refused()).isZero();
    }

    @Test
    void a_target_that_is_gone_leaves_its_place_and_its_wish() {
        hot.admit("a", true);
        hot.admit("b", true);
        hot.admit("c", true);

        hot.forget("a");
        hot.forget("c");

        assertThat(hot.admitted()).isEqualTo(1);
        assertThat(hot.refused()).isZero();
    }
}
