package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.SourceFilter;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {
    private static final Instant WATCHED = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void a_counter_that_has_grown_gained_the_difference() {
        assertThat(gainedLast(read(1, "a", 5), read(2, "a", 8))).isEqualTo(Map.of("a", 3L));
    }

    @Test
    void a_counter_that_has_not_moved_gained_nothing() {
        assertThat(gainedLast(read(1, "a", 5), read(2, "a", 5))).isEqualTo(Map.of("a", 0L));
    }

    @Test
    void a_counter_beyond_what_a_double_can_hold_gains_exactly() {
        long huge = (1L << 53) + 1;

        assertThat(gainedLast(read(1, "a", huge), read(2, "a", huge + 1)))
                .isEqualTo(Map.of("a", 1L));
    }

    @Test
    void a_counter_that_has_fallen_began_again_at_zero() {
        assertThat(gainedLast(read(1, "a", 5), read(2, "a", 2))).isEqualTo(Map.of("a", 2L));
    }

    @Test
    void a_series_that_appears_after_a_complete_reading_counts_from_zero() {
        assertThat(gainedLast(read(1, "a", 5), read(2, "a", 5, "b", 7)))
                .isEqualTo(Map.of("a", 0L, "b", 7L));
    }

    @Test
    void a_series_that_appears_after_readings_that_were_never_complete_is_a_base_only() {
        assertThat(gainedLast(partial(read(1, "a", 5)), read(2, "a", 5, "b", 7)))
                .isEqualTo(Map.of("a", 0L, "b", 0L));
    }

    @Test
    void a_series_that_appears_after_a_partial_reading_was_still_not_in_the_complete_one_before() {
        assertThat(gainedLast(read(1, "a", 5), partial(read(2, "a", 5)), read(3, "a", 5, "b", 7)))
                .isEqualTo(Map.of("a", 0L, "b", 7L));
    }

    @Test
    void a_process_that_was_born_under_watch_has_no_past_though_it_was_never_read_completely() {
        assertThat(
                        gainedLast(
                                read(1, "a", 5),
                                process("uid-2", partial(read(2, "a", 1))),
                                process("uid-2", read(3, "a", 1, "b", 7))))
                .isEqualTo(Map.of("a", 0L, "b", 7L));
    }

    @Test
    void a_gain_that_no_proxy_can_have_made_is_a_base_only() {
        assertThat(
                        gainedLast(
                                read(1, "a", 5),
                                read(2, "a", Long.MAX_VALUE),
                                read(3, "a", Long.MAX_VALUE)))
                .isEqualTo(Map.of("a", 0L));
        assertThat(gainedLast(read(1, "a", 5), read(2, "a", Long.MAX_VALUE)))
                .isEqualTo(Map.of("a", 0L));
    }

    @Test
    void another_identity_with_the_same_start_is_the_same_process() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(10, "a", 5)),
                                process("uid-1", uptime(3605, read(15, "a", 8)))))
                .isEqualTo(Map.of("a", 3L));
    }

    @Test
    void what_a_reading_adds_was_added_since_the_one_before() {
        Baseline known = advance(null, read(1, "a", 5)).next();

        Baseline.Advance next = advance(known, read(9, "a", 6));

        assertThat(next.since()).isEqualTo(read(1, "a", 5).at());
    }

    @Test
    void a_series_that_appears_in_a_partial_reading_counts_from_zero_after_a_complete_one() {
        assertThat(gainedLast(read(1, "a", 5), partial(read(2, "b", 7))))
                .isEqualTo(Map.of("b", 7L));
    }

    @Test
    void a_series_that_a_partial_reading_missed_is_compared_with_what_it_was_before() {
        assertThat(
                        gainedLast(
                                read(1, "a", 5, "b", 5),
                                partial(read(2, "a", 6)),
                                read(3, "a", 6, "b", 9)))
                .isEqualTo(Map.of("a", 0L, "b", 4L));
    }

    @ParameterizedTest
    @CsvSource({"2", "5", "9"})
    void a_series_that_was_evicted_and_returns_counts_from_zero(long returned) {
        assertThat(
                        gainedLast(
                                read(1, "a", 5, "b", 5),
                                read(2, "a", 5),
                                read(3, "a", 5, "b", returned)))
                .isEqualTo(Map.of("a", 0L, "b", returned));
    }

    @Test
    void filtered_or_not_is_the_same_so_that_a_switch_loses_and_doubles_nothing() {
        String filtered = "/stats?" + SourceFilter.QUERY;

        assertThat(
                        gainedLast(
                                endpoint(filtered, read(1, "a", 5)),
                                endpoint("/stats", read(2, "a", 6, "b", 7))))
                .isEqualTo(Map.of("a", 1L, "b", 7L));
        assertThat(
                        gainedLast(
                                endpoint("/stats", read(1, "a", 5)),
                                endpoint(filtered, read(2, "a", 6, "b", 7))))
                .isEqualTo(Map.of("a", 1L, "b", 7L));
    }

    @Test
    void another_endpoint_may_have_left_series_out_so_newcomers_are_a_base_only() {
        assertThat(
                        gainedLast(
                                endpoint("/stats?filter=x", read(1, "a", 5)),
                                read(2, "a", 8, "b", 7)))
                .isEqualTo(Map.of("a", 3L, "b", 0L));
    }

    @Test
    void the_first_reading_of_a_process_that_does_not_tell_its_age_is_a_base_only() {
        assertThat(gainedLast(read(1, "a", 5))).isEqualTo(Map.of("a", 0L));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 3600, 0", // started long before the watch
        "100, 100, 0",
        "100, 98, 0", // within what printing and network may shift
        "100, 97, 5",
        "100, 0, 5",
    })
    void a_process_counts_from_zero_when_it_is_younger_than_the_watch(
            long second, long uptime, long gained) {
        assertThat(gainedLast(uptime(uptime, read(second, "a", 5)))).isEqualTo(Map.of("a", gained));
    }

    @Test
    void a_replaced_pod_counts_from_zero_though_its_counters_are_higher() {
        assertThat(gainedLast(read(1, "a", 5), process("p2", read(2, "a", 8, "b", 1))))
                .isEqualTo(Map.of("a", 8L, "b", 1L));
    }

    @Test
    void a_process_that_started_anew_counts_from_zero_though_its_counters_are_higher() {
        assertThat(gainedLast(uptime(3600, read(10, "a", 5)), uptime(2, read(15, "a", 8, "b", 1))))
                .isEqualTo(Map.of("a", 8L, "b", 1L));
    }

    @ParameterizedTest
    @CsvSource({"3604", "3605", "3606", "3603", "4000"})
    void a_start_that_wavers_by_rounding_is_no_new_start(long uptime) {
        assertThat(gainedLast(uptime(3600, read(10, "a", 5)), uptime(uptime, read(15, "a", 8))))
                .isEqualTo(Map.of("a", 3L));
    }

    @Test
    void a_new_start_is_noticed_though_a_reading_in_between_did_not_tell_the_age() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(10, "a", 5)),
                                partial(read(15, "a", 6)),
                                uptime(2, read(20, "a", 8))))
                .isEqualTo(Map.of("a", 8L));
    }

    @Test
    void an_answer_without_the_proxys_own_part_does_not_make_known_counters_new() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(10, "a", 5)),
                                read(15),
                                uptime(3610, read(20, "a", 8, "b", 40))))
                .isEqualTo(Map.of("a", 3L, "b", 40L));
    }

    @Test
    void a_reading_that_arrives_twice_adds_nothing_and_changes_nothing() {
        Baseline known = advance(null, read(1, "a", 5)).next();

        Baseline.Advance again = advance(known, read(1, "a", 5));

        assertThat(again.next()).isEqualTo(known);
        assertThat(again.shows()).isEqualTo(Baseline.Shows.NOTHING_NEW);
        assertThat(again.gains()).isEmpty();
    }

    @Test
    void a_reading_that_arrives_late_adds_nothing_and_changes_nothing() {
        Baseline known = advance(null, read(7, "a", 5)).next();

        Baseline.Advance late = advance(known, read(6, "a", 3, "b", 1));

        assertThat(late.next()).isEqualTo(known);
        assertThat(late.gains()).isEmpty();
    }

    /**
     * The API tells a restart apart from the proxy: the process then changes its name a reading
     * before its start moves, or after.
     */
    @ParameterizedTest(name = "told at the reading of second {0}")
    @CsvSource({"15", "20", "25", "30"})
    void a_restart_that_is_told_early_or_late_neither_loses_nor_doubles_requests(long told) {
        assertThat(
                        gainedInAll(
                                toldFrom(told, uptime(3600, read(10, "a", 50, "b", 7))),
                                toldFrom(told, uptime(3605, read(15, "a", 55, "b", 7))),
                                // Started at 18; b has grown beyond what it was before.
                                toldFrom(told, uptime(2, read(20, "a", 3, "b", 9))),
                                toldFrom(told, uptime(7, read(25, "a", 8, "b", 9, "c", 1))),
                                toldFrom(told, uptime(12, read(30, "a", 8, "b", 10, "c", 4)))))
                .isEqualTo(Map.of("a", 5L + 8, "b", 10L, "c", 4L));
    }

    @Test
    void
            a_process_that_starts_after_the_list_was_complete_counts_from_zero_however_late_it_is_read() {
        assertThat(gainedLast(uptime(30, read(60, "a", 5)))).isEqualTo(Map.of("a", 5L));
        assertThat(gainedLast(uptime(90, read(60, "a", 5)))).isEqualTo(Map.of("a", 0L));
    }

    private static Reading toldFrom(long second, Reading reading) {
        boolean told = !reading.at().isBefore(WATCHED.plusSeconds(second));
        return process(told ? "uid/1" : "uid", reading);
    }

    private static Map<String, Long> gainedInAll(Reading... readings) {
        Baseline known = null;
        Map<String, Long> gained = new TreeMap<>();
        for (Reading reading : readings) {
            Baseline.Advance advance = advance(known, reading);
            known = advance.next();
            advance.gains()
                    .forEach(gain ->
                            gained.merge(gain.labels().workload(), gain.requests(), Long::sum));
        }
        return gained;
    }

    static Map<String, Long> gainedLast(Reading... readings) {
        Baseline known = null;
        Map<String, Long> gained = new TreeMap<>();
        for (Reading reading : readings) {
            Baseline.Advance advance = advance(known, reading);
            known = advance.next();
            gained.clear();
            reading.series().forEach(series -> gained.put(series.labels().workload(), 0L));
            advance.gains().forEach(gain -> gained.put(gain.labels().workload(), gain.requests()));
        }
        return gained;
    }

    static Baseline.Advance advance(@Nullable Baseline known, Reading reading) {
        return Baseline.advance(known, reading);
    }

    /** A reading made so many seconds after the watch began; series as name and value in turn. */
    static Reading read(long second, Object... namesAndValues) {
        List<Reading.Series> series = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            series.add(
                    Shown.requests(
                            name,
                            Requests.toCart().to(name, "v1").labels(),
                            ((Number) namesAndValues[i + 1]).longValue()));
        }
        return new Reading(
                "t",
                "p1",
                null,
                1000,
                second,
                WATCHED.plusSeconds(second),
                WATCHED,
                null,
                true,
                "/stats",
                series);
    }

    static Reading partial(Reading r) {
        return with(r, r.process(), r.collector(), r.uptimeSeconds(), false, r.endpoint());
    }

    static Reading uptime(long seconds, Reading r) {
        return with(r, r.process(), r.collector(), seconds, r.complete(), r.endpoint());
    }

    static Reading process(String process, Reading r) {
        return with(r, process, r.collector(), r.uptimeSeconds(), r.complete(), r.endpoint());
    }

    static Reading collector(long collector, Reading r) {
        return with(r, r.process(), collector, r.uptimeSeconds(), r.complete(), r.endpoint());
    }

    static Reading sequence(long sequence, Reading r) {
        return new Reading(
                r.target(),
                r.process(),
                r.pod(),
                r.collector(),
                sequence,
                r.at(),
                r.watchedSince(),
                r.uptimeSeconds(),
                r.complete(),
                r.endpoint(),
                r.series());
    }

    private static Reading endpoint(String endpoint, Reading r) {
        return with(r, r.process(), r.collector(), r.uptimeSeconds(), r.complete(), endpoint);
    }

    private static Reading with(
            Reading r,
            String process,
            long collector,
            @Nullable Long uptime,
            boolean complete,
            String endpoint) {
        return new Reading(
                r.target(),
                process,
                r.pod(),
                collector,
                r.sequence(),
                r.at(),
                r.watchedSince(),
                uptime,
                complete,
                endpoint,
                r.series());
    }
}
