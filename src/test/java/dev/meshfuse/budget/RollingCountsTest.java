package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollingCountsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);

    private final HeapSlots store = new HeapSlots();
    private final RollingCounts counts = new RollingCounts(store, List.of(SHORT, LONG));

    @BeforeEach
    void begin() {
        counts.advance(START);
    }

    @Test
    void requests_of_a_class_are_summed_in_every_window() {
        add(START, Map.of(GOOD, 3L, BAD, 1L));
        add(START.plusSeconds(9), Map.of(GOOD, 4L));

        assertThat(total(SHORT)).isEqualTo(Map.of(GOOD, 7L, BAD, 1L));
        assertThat(total(LONG)).isEqualTo(Map.of(GOOD, 7L, BAD, 1L));
        assertThat(counts.counts(LONG, Shop.slo())).isEqualTo(new Counts(7, 1, 0));
    }

    @Test
    void a_slot_leaves_the_short_window_before_the_long_one() {
        add(START, Map.of(GOOD, 3L));
        assertThat(counts.counts(SHORT, Shop.slo())).isEqualTo(new Counts(3, 0, 0));

        counts.advance(START.plusSeconds(30));

        assertThat(total(SHORT)).isEmpty();
        assertThat(total(LONG)).isEqualTo(Map.of(GOOD, 3L));
        assertThat(counts.counts(SHORT, Shop.slo())).isEqualTo(Counts.NONE);
        assertThat(counts.counts(LONG, Shop.slo())).isEqualTo(new Counts(3, 0, 0));
    }

    @Test
    void what_is_late_is_counted_when_it_happened() {
        counts.advance(START.plusSeconds(45));

        add(START.plusSeconds(5), Map.of(BAD, 2L));

        assertThat(total(SHORT)).isEmpty();
        assertThat(total(LONG)).isEqualTo(Map.of(BAD, 2L));
    }

    @Test
    void what_comes_weeks_late_is_counted_in_the_longer_slot_that_holds_its_time() {
        counts.keep(List.of(MONTH));
        add(START, Map.of(GOOD, 1L));
        counts.advance(START.plus(Duration.ofDays(20)));

        add(START.plusSeconds(50), Map.of(BAD, 2L));

        assertThat(total(MONTH)).isEqualTo(Map.of(GOOD, 1L, BAD, 2L));
        assertThat(store.sizes()).containsExactly(0, 0, 0, 0, 1);
    }

    @Test
    void what_is_older_than_all_that_is_kept_is_left_out() {
        counts.keep(List.of(MONTH));
        counts.advance(START.plus(MONTH));

        add(START, Map.of(BAD, 2L));

        assertThat(total(MONTH)).isEmpty();
        assertThat(store.size()).isZero();
    }

    @Test
    void what_comes_from_a_clock_ahead_is_counted_now() {
        add(START.plusSeconds(3600), Map.of(BAD, 2L));

        assertThat(total(SHORT)).isEqualTo(Map.of(BAD, 2L));
        counts.advance(START.plusSeconds(30));
        assertThat(total(SHORT)).isEmpty();
    }

    @Test
    void a_clock_that_is_set_back_drops_nothing() {
        add(START, Map.of(GOOD, 3L));

        counts.advance(START.minusSeconds(3600));

        assertThat(total(SHORT)).isEqualTo(Map.of(GOOD, 3L));
    }

    @Test
    void coverage_is_the_share_of_slots_in_which_there_was_a_reading_even_without_requests() {
        add(START, Map.of());
        counts.advance(START.plusSeconds(20));
        add(START.plusSeconds(20), Map.of(GOOD, 1L));
        add(START.plusSeconds(25), Map.of(GOOD, 1L));

        assertThat(counts.observed(SHORT)).isEqualTo(2.0 / 3);
        assertThat(counts.observed(LONG)).isEqualTo(2.0 / 6);
    }

    @Test
    void the_time_a_reading_tells_of_is_covered_and_of_the_current_slot_what_has_come_of_it() {
        counts.advance(START.plusSeconds(27));
        Spread spread = counts.spread(START.plusSeconds(8), START.plusSeconds(25));
        counts.add(spread, spread.empty());

        assertThat(counts.covered(LONG, START.plusSeconds(27))).isEqualTo(Duration.ofSeconds(27));
        counts.advance(START.plusSeconds(31));
        assertThat(counts.covered(LONG, START.plusSeconds(31))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_new_window_is_summed_from_the_slots_there_are() {
        add(START, Map.of(GOOD, 3L));
        counts.advance(START.plus(Duration.ofDays(29)));

        counts.keep(List.of(SHORT, MONTH));

        assertThat(total(SHORT)).isEmpty();
        assertThat(total(MONTH)).isEqualTo(Map.of(GOOD, 3L));
        assertThat(counts.windows()).containsExactly(SHORT, MONTH);
    }

    @Test
    void slots_are_kept_as_long_as_the_longest_window_and_longer_no_more() {
        Duration quarter = Duration.ofDays(90);
        counts.keep(List.of(quarter));
        add(START, Map.of(GOOD, 3L));
        counts.advance(START.plus(Duration.ofDays(80)));
        assertThat(total(quarter)).isEqualTo(Map.of(GOOD, 3L));

        counts.keep(List.of(SHORT));
        assertThat(total(SHORT)).isEmpty();

        assertThat(store.size()).isZero();
    }

    @Test
    void numbers_that_would_overflow_are_refused_and_nothing_of_them_is_counted() {
        add(START, Map.of(GOOD, RollingCounts.MOST - 1));
        Spread spread = counts.spread(START, START.plusSeconds(5));

        assertThatThrownBy(() -> counts.add(spread, List.of(Tally.of(Map.of(GOOD, 1L, BAD, 1L)))))
                .isInstanceOf(ArithmeticException.class);

        assertThat(total(SHORT)).isEqualTo(Map.of(GOOD, RollingCounts.MOST - 1));
        assertThat(counts.room()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT25S", "PT-10S", "PT1S", "PT0.5S", "PT2160H10S"})
    void a_window_that_is_no_whole_number_of_slots_or_too_long_is_refused(String length) {
        assertThatThrownBy(() -> counts.keep(List.of(Duration.parse(length))))
                .hasMessageStartingWith("a window of %s is no multiple of PT10S".formatted(length));

        assertThat(counts.windows()).containsExactly(SHORT, LONG);
    }

    @Test
    void a_window_that_is_not_kept_cannot_be_asked_for() {
        assertThatThrownBy(() -> counts.tally(Duration.ofSeconds(40)))
                .hasMessage("no window of PT40S is kept");
        assertThatThrownBy(() -> counts.counts(Duration.ofSeconds(40), Shop.slo()))
                .hasMessage("no window of PT40S is kept");
    }

    @Test
    void an_objective_that_is_redefined_is_seen_anew() {
        add(START, Map.of(GOOD, 3L, BAD, 1L));
        assertThat(counts.counts(SHORT, Shop.slo())).isEqualTo(new Counts(3, 1, 0));

        assertThat(counts.counts(SHORT, withBad(Shop.slo(), "200"))).isEqualTo(new Counts(1, 3, 0));
    }

    private static Slo withBad(Slo slo, String code) {
        CountingPolicy counting =
                new CountingPolicy(
                        CountingPolicy.Reporter.Auto,
                        Set.of(code),
                        Set.of(),
                        CountingPolicy.CallerGone.Exclude);
        return new Slo(
                slo.id(),
                slo.generation(),
                slo.service(),
                slo.indicator(),
                slo.objective(),
                slo.window(),
                counting,
                slo.alerting());
    }

    private void add(Instant at, Map<RequestClass, Long> gained) {
        counts.add(at, Tally.of(gained));
    }

    private Map<RequestClass, Long> total(Duration window) {
        return counts.tally(window).requests();
    }
}
