package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScrapePaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUICK = Duration.ofMillis(20);

    private final ScrapePace pace = new ScrapePace();

    @Test
    void a_target_that_is_well_is_read_as_often_as_wanted() {
        quick(10);

        assertThat(pace.interval(SECOND)).isEqualTo(SECOND);
        assertThat(pace.isDown()).isFalse();
    }

    @Test
    void one_failure_changes_nothing_but_that_the_target_is_down() {
        pace.failed();

        assertThat(pace.interval(SECOND)).isEqualTo(SECOND);
        assertThat(pace.isDown()).isTrue();
        assertThat(pace.isBackedOff()).isFalse();
    }

    @Test
    void from_the_second_failure_on_the_interval_doubles_up_to_half_a_minute() {
        pace.failed();
        for (long seconds : new long[] {2, 4, 8, 16, 30, 30}) {
            pace.failed();
            assertThat(pace.interval(SECOND)).isEqualTo(Duration.ofSeconds(seconds));
        }
        assertThat(pace.isBackedOff()).isTrue();
    }

    @Test
    void a_target_that_failed_for_a_year_is_still_asked() {
        for (int i = 0; i < 1_000_000; i++) {
            pace.failed();
        }

        assertThat(pace.interval(SECOND)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void no_back_off_is_shorter_than_what_is_wanted() {
        for (int i = 0; i < 9; i++) {
            pace.failed();
        }

        assertThat(pace.interval(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void the_first_success_ends_a_back_off() {
        for (int i = 0; i < 9; i++) {
            pace.failed();
        }

        pace.succeeded(QUICK, SECOND);

        assertThat(pace.interval(SECOND)).isEqualTo(SECOND);
    }

    @Test
    void a_target_that_takes_more_than_a_tenth_of_the_interval_is_read_less_often() {
        for (int i = 0; i < 4; i++) {
            assertThat(pace.succeeded(Duration.ofMillis(300), SECOND)).isFalse();
        }

        assertThat(pace.succeeded(Duration.ofMillis(300), SECOND)).isTrue();
        assertThat(pace.interval(SECOND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(pace.interval(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(5));
        assertThat(pace.isSlowed()).isTrue();
    }

    @Test
    void that_a_target_is_slow_is_told_once() {
        slow(5);

        assertThat(pace.succeeded(Duration.ofMillis(300), SECOND)).isFalse();
    }

    @Test
    void two_pauses_change_nothing() {
        quick(5);
        pace.succeeded(Duration.ofSeconds(2), SECOND);
        quick(1);
        pace.succeeded(Duration.ofSeconds(2), SECOND);

        assertThat(pace.isSlowed()).isFalse();
        assertThat(pace.interval(SECOND)).isEqualTo(SECOND);
    }

    @Test
    void the_slowest_target_is_read_once_a_minute() {
        for (int i = 0; i < 5; i++) {
            pace.succeeded(Duration.ofSeconds(20), SECOND);
        }

        assertThat(pace.interval(SECOND)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_slow_target_must_become_twice_as_fast_to_count_as_quick() {
        slow(5);
        for (int i = 0; i < 5; i++) {
            pace.succeeded(Duration.ofMillis(80), SECOND);
        }
        assertThat(pace.isSlowed()).isTrue();
        assertThat(pace.interval(SECOND)).isEqualTo(SECOND);

        quick(5);

        assertThat(pace.isSlowed()).isFalse();
    }

    private void quick(int times) {
        for (int i = 0; i < times; i++) {
            pace.succeeded(QUICK, SECOND);
        }
    }

    private void slow(int times) {
        for (int i = 0; i < times; i++) {
            pace.succeeded(Duration.ofMillis(300), SECOND);
        }
    }
}
