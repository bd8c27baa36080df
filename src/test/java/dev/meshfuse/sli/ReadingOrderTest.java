package dev.meshfuse.sli;

import static dev.meshfuse.sli.BaselineTest.advance;
import static dev.meshfuse.sli.BaselineTest.collector;
import static dev.meshfuse.sli.BaselineTest.gainedLast;
import static dev.meshfuse.sli.BaselineTest.partial;
import static dev.meshfuse.sli.BaselineTest.process;
import static dev.meshfuse.sli.BaselineTest.read;
import static dev.meshfuse.sli.BaselineTest.sequence;
import static dev.meshfuse.sli.BaselineTest.uptime;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Reading;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target that is handed from one collector to another. */
class ReadingOrderTest {
    @Test
    void a_later_collector_goes_on_where_the_earlier_one_stopped() {
        assertThat(gainedLast(read(50, "a", 5), collector(2000, read(1, "a", 9))))
                .isEqualTo(Map.of("a", 4L));
    }

    @Test
    void two_collectors_of_one_target_take_turns() {
        assertThat(
                        gainedLast(
                                read(50, "a", 5),
                                collector(2000, read(1, "a", 9)),
                                read(51, "a", 10)))
                .isEqualTo(Map.of("a", 1L));
    }

    @Test
    void what_another_collector_read_earlier_and_brings_later_adds_nothing() {
        Baseline known = advance(null, read(50, "a", 9)).next();

        Baseline.Advance late = advance(known, collector(2000, read(49, "a", 8, "b", 1)));

        assertThat(late.next()).isEqualTo(known);
        assertThat(late.gains()).isEmpty();
    }

    @Test
    void what_another_collector_read_before_a_series_existed_does_not_make_it_new_again() {
        assertThat(
                        gainedLast(
                                read(50, "a", 9),
                                read(51, "a", 9, "b", 4),
                                collector(2000, read(50, "a", 9)),
                                read(52, "a", 9, "b", 4)))
                .isEqualTo(Map.of("a", 0L, "b", 0L));
    }

    @Test
    void the_elder_of_two_collectors_goes_on_alone_whatever_its_clock_says() {
        assertThat(
                        gainedLast(
                                read(1, "a", 5),
                                collector(2000, read(600, "a", 9)),
                                read(2, "a", 12),
                                read(3, "a", 20)))
                .isEqualTo(Map.of("a", 8L));
    }

    @Test
    void a_process_that_another_collector_finds_restarted_is_believed_at_once() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(10, "a", 5)),
                                collector(2000, uptime(3, read(15, "a", 8, "b", 1)))))
                .isEqualTo(Map.of("a", 8L, "b", 1L));
    }

    @Test
    void what_a_former_process_showed_another_collector_adds_nothing_when_it_comes_late() {
        Baseline known = advance(null, uptime(3, read(15, "a", 2))).next();

        Baseline.Advance late = advance(known, collector(2000, uptime(3602, read(16, "a", 50))));

        assertThat(late.next()).isEqualTo(known);
        assertThat(late.gains()).isEmpty();
    }

    @Test
    void without_an_uptime_another_process_is_believed_once_the_first_collector_falls_silent() {
        Baseline known = advance(null, read(10, "a", 50)).next();

        Baseline.Advance soon = advance(known, process("p2", collector(2000, read(15, "a", 52))));
        Baseline.Advance later = advance(known, process("p2", collector(2000, read(20, "a", 54))));

        assertThat(soon.gains()).isEmpty();
        assertThat(later.gains()).extracting(Baseline.Gain::requests).containsExactly(54L);
    }

    @ParameterizedTest
    @CsvSource({"-7", "0", "7"})
    void the_uptime_tells_two_collectors_that_a_series_was_evicted(int ahead) {
        assertThat(
                        gainedLast(
                                uptime(3600, read(50, "a", 5, "b", 5)),
                                collector(2000, uptime(3601, read(51 + ahead, "a", 5))),
                                uptime(3602, read(52, "a", 6, "b", 9))))
                .isEqualTo(Map.of("a", 1L, "b", 9L));
    }

    @ParameterizedTest
    @CsvSource({"-7", "0", "7"})
    void a_late_reading_of_another_collector_does_not_make_a_known_series_new(int ahead) {
        Baseline known = advance(null, uptime(3600, read(50, "a", 5, "b", 5))).next();

        Baseline.Advance late =
                advance(known, collector(2000, uptime(3599, read(49 + ahead, "a", 5))));

        assertThat(late.next()).isEqualTo(known);
        assertThat(late.gains()).isEmpty();
    }

    @Test
    void within_one_second_of_uptime_a_reading_that_lacks_a_series_is_not_newer() {
        Baseline known = advance(null, uptime(3600, read(50, "a", 5, "b", 5))).next();

        Baseline.Advance lacking = advance(known, collector(2000, uptime(3600, read(50, "a", 5))));

        assertThat(lacking.next()).isEqualTo(known);
    }

    @Test
    void a_series_that_appears_to_the_next_collector_counts_from_zero() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(50, "a", 5)),
                                collector(2000, uptime(3601, read(48, "a", 5, "b", 7)))))
                .isEqualTo(Map.of("a", 0L, "b", 7L));
    }

    @Test
    void an_answer_of_another_collector_that_does_not_tell_the_age_leaves_the_start_where_it_was() {
        assertThat(
                        gainedLast(
                                uptime(3600, read(50, "a", 5)),
                                partial(collector(2000, read(67, "a", 6))),
                                collector(2000, uptime(3620, read(76, "a", 8)))))
                .isEqualTo(Map.of("a", 2L));
    }

    @ParameterizedTest
    @CsvSource({"-3000", "60", "3000"})
    void a_clock_that_jumps_makes_no_process_new(long jump) {
        assertThat(
                        gainedLast(
                                uptime(3600, read(50, "a", 5)),
                                uptime(3605, sequence(51, read(55 + jump, "a", 8))),
                                uptime(3610, sequence(52, read(60 + jump, "a", 9)))))
                .isEqualTo(Map.of("a", 1L));
        assertThat(
                        gainedLast(
                                uptime(3600, read(50, "a", 5)),
                                uptime(3605, sequence(51, read(55 + jump, "a", 8)))))
                .isEqualTo(Map.of("a", 3L));
    }

    @Test
    void what_is_added_was_not_added_after_it_was_read_though_a_clock_is_ahead() {
        Baseline known = advance(null, uptime(3600, read(50, "a", 5))).next();
        Reading behind = collector(2000, uptime(3605, read(48, "a", 6)));

        assertThat(advance(known, behind).since()).isEqualTo(behind.at());
    }
}
