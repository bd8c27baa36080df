package dev.meshfuse.sli;

import static dev.meshfuse.sli.BaselineTest.advance;
import static dev.meshfuse.sli.BaselineTest.collector;
import static dev.meshfuse.sli.BaselineTest.gainedLast;
import static dev.meshfuse.sli.BaselineTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two collectors read one target, one after the other or in turn. */
class CollectorTurnsTest {
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
}
