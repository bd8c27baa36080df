package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.sli.RequestClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollingCountsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SLOT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);

    private final RollingCounts counts = new RollingCounts(SLOT, List.of(SHORT, LONG));

    @BeforeEach
    void begin() {
        counts.advance(START);
    }

    @Test
    void requests_of_a_class_are_summed_in_every_window() {
        counts.add(START, Map.of(GOOD, 3L, BAD, 1L));
        counts.add(START.plusSeconds(9), Map.of(GOOD, 4L));

        assertThat(counts.total(SHORT)).isEqualTo(Map.of(GOOD, 7L, BAD, 1L));
        assertThat(counts.total(LONG)).isEqualTo(Map.of(GOOD, 7L, BAD, 1L));
    }

    @Test
    void a_slot_leaves_the_short_window_before_the_long_one() {
        counts.add(START, Map.of(GOOD, 3L));

        counts.advance(START.plusSeconds(30));

        assertThat(counts.total(SHORT)).isEmpty();
        assertThat(counts.total(LONG)).isEqualTo(Map.of(GOOD, 3L));
    }

    @Test
    void a_slot_that_no_window_needs_is_dropped_and_named() {
        long slot = counts.add(START, Map.of(GOOD, 3L));

        assertThat(counts.advance(START.plusSeconds(59))).isEmpty();
        assertThat(counts.advance(START.plusSeconds(60))).containsExactly(slot);

        assertThat(counts.total(LONG)).isEmpty();
        assertThat(counts.slot(slot).tally().isEmpty()).isTrue();
    }

    @Test
    void what_is_late_is_counted_when_it_happened() {
        counts.advance(START.plusSeconds(45));

        long slot = counts.add(START.plusSeconds(5), Map.of(BAD, 2L));

        assertThat(slot).isEqualTo(counts.slotOf(START));
        assertThat(counts.total(SHORT)).isEmpty();
        assertThat(counts.total(LONG)).isEqualTo(Map.of(BAD, 2L));
    }

    @Test
    void what_is_older_than_every_window_is_left_out() {
        counts.advance(START.plusSeconds(60));

        assertThat(counts.add(START, Map.of(BAD, 2L))).isEqualTo(-1);
        assertThat(counts.total(LONG)).isEmpty();
    }

    @Test
    void what_comes_from_a_clock_ahead_is_counted_now() {
        long slot = counts.add(START.plusSeconds(3600), Map.of(BAD, 2L));

        assertThat(slot).isEqualTo(counts.slotOf(START));
        assertThat(counts.total(SHORT)).isEqualTo(Map.of(BAD, 2L));
    }

    @Test
    void a_clock_that_is_set_back_drops_nothing() {
        counts.add(START, Map.of(GOOD, 3L));

        assertThat(counts.advance(START.minusSeconds(3600))).isEmpty();
        assertThat(counts.total(SHORT)).isEqualTo(Map.of(GOOD, 3L));
    }

    @Test
    void coverage_is_the_share_of_slots_in_which_there_was_a_reading_even_without_requests() {
        counts.add(START, Map.of());
        counts.advance(START.plusSeconds(20));
        counts.add(START.plusSeconds(20), Map.of(GOOD, 1L));
        counts.add(START.plusSeconds(25), Map.of(GOOD, 1L));

        assertThat(counts.observed(SHORT)).isEqualTo(2.0 / 3);
        assertThat(counts.observed(LONG)).isEqualTo(2.0 / 6);
    }

    @Test
    void a_slot_that_was_kept_is_put_back_as_it_was() {
        long slot = counts.add(START, Map.of(GOOD, 3L, BAD, 1L));
        RollingCounts restored = new RollingCounts(SLOT, List.of(SHORT, LONG));

        restored.restore(slot, counts.slot(slot));

        assertThat(restored.total(SHORT)).isEqualTo(counts.total(SHORT));
        assertThat(restored.observed(SHORT)).isEqualTo(counts.observed(SHORT));
    }

    @Test
    void a_window_that_is_no_whole_number_of_slots_is_refused() {
        assertThatThrownBy(() -> new RollingCounts(SLOT, List.of(Duration.ofSeconds(25))))
                .hasMessage("PT25S is not a multiple of PT10S");
        assertThatThrownBy(() -> new RollingCounts(SLOT, List.of(Duration.ofSeconds(0))))
                .hasMessage("PT0S is not a multiple of PT10S");
    }

    @Test
    void a_window_that_is_not_kept_cannot_be_asked_for() {
        assertThatThrownBy(() -> counts.total(Duration.ofSeconds(40)))
                .hasMessage("no window of PT40S is kept");
    }
}
