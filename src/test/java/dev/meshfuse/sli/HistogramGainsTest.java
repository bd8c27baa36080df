package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.SeriesId;
import dev.meshfuse.testing.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A histogram beside the counter of its series; it follows the same rules for itself. */
class HistogramGainsTest {
    private static final Instant WATCHED = Instant.parse("2026-03-01T10:00:00Z");
    private static final double[] BOUNDS = {10, 100};
    private static final double[] OTHERS = {10, 50};

    private @Nullable Baseline known;
    private long second;

    @Test
    void a_histogram_that_has_grown_gained_the_difference_in_each_bucket() {
        read(true, 5, of(BOUNDS, 1, 3, 5));

        assertThat(read(true, 9, of(BOUNDS, 1, 6, 9))).isEqualTo(of(BOUNDS, 0, 3, 4));
    }

    @Test
    void a_histogram_that_has_not_moved_gained_nothing_though_its_counter_has() {
        read(true, 5, of(BOUNDS, 1, 3, 5));

        assertThat(read(true, 9, of(BOUNDS, 1, 3, 5))).isNull();
    }

    @Test
    void a_histogram_of_which_a_bucket_fell_began_again_at_zero() {
        read(true, 9, of(BOUNDS, 4, 4, 5));

        assertThat(read(true, 9, of(BOUNDS, 1, 6, 9))).isEqualTo(of(BOUNDS, 1, 6, 9));
    }

    @Test
    void a_histogram_that_appears_later_than_its_counter_counts_from_zero() {
        read(true, 0, null);
        read(true, 5, null);

        assertThat(read(true, 5, of(BOUNDS, 1, 3, 5))).isEqualTo(of(BOUNDS, 1, 3, 5));
    }

    @Test
    void a_histogram_in_the_first_reading_of_an_old_process_is_a_base_only() {
        assertThat(read(true, 5, of(BOUNDS, 1, 3, 5))).isNull();
        assertThat(read(true, 6, of(BOUNDS, 1, 4, 6))).isEqualTo(of(BOUNDS, 0, 1, 1));
    }

    @Test
    void a_histogram_that_a_partial_reading_missed_is_compared_with_what_it_was_before() {
        read(true, 5, of(BOUNDS, 1, 3, 5));
        read(false, 5, null);

        assertThat(read(true, 6, of(BOUNDS, 1, 4, 6))).isEqualTo(of(BOUNDS, 0, 1, 1));
    }

    @Test
    void a_counter_that_a_partial_reading_missed_is_compared_with_what_it_was_before() {
        read(true, 5, of(BOUNDS, 1, 3, 5));
        read(false, Reading.Series.NOT_SHOWN, of(BOUNDS, 1, 3, 5));

        assertThat(advance(true, 7, of(BOUNDS, 1, 3, 5)).gains().getFirst().requests())
                .isEqualTo(2);
    }

    @Test
    void other_bounds_are_those_of_something_else_and_so_a_base_only() {
        read(true, 5, of(BOUNDS, 1, 3, 5));

        assertThat(read(true, 9, of(OTHERS, 1, 6, 9))).isNull();
        assertThat(read(true, 9, of(OTHERS, 1, 6, 10))).isEqualTo(of(OTHERS, 0, 0, 1));
    }

    @Test
    void a_gain_that_no_proxy_can_have_made_is_a_base_only() {
        read(true, 5, of(BOUNDS, 1, 3, 5));

        assertThat(read(true, 6, of(BOUNDS, 1, 3, Long.MAX_VALUE))).isNull();
    }

    private @Nullable Histogram read(
            boolean complete, long requests, @Nullable Histogram histogram) {
        List<Baseline.Gain> gains = advance(complete, requests, histogram).gains();
        return gains.isEmpty() ? null : gains.getFirst().latency();
    }

    private Baseline.Advance advance(
            boolean complete, long requests, @Nullable Histogram histogram) {
        List<Reading.Series> series = new ArrayList<>();
        series.add(
                new Reading.Series(
                        SeriesId.of("a"), Requests.toCart().labels(), requests, histogram));
        Reading reading =
                new Reading(
                        "t",
                        "p",
                        null,
                        1000,
                        ++second,
                        WATCHED.plusSeconds(second),
                        WATCHED,
                        null,
                        complete,
                        "/stats",
                        series);
        Baseline.Advance advance = Baseline.advance(known, reading);
        known = advance.next();
        return advance;
    }

    private static Histogram of(double[] bounds, long... atMost) {
        return Histogram.of(bounds, atMost);
    }
}
