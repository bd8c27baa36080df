package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Ended;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final Endings endings = new Endings(Duration.ofHours(1));

    @Test
    void where_no_process_ended_nothing_went_unread() {
        assertThat(endings.unread()).isEqualTo(SloState.Unread.NONE);
    }

    @Test
    void the_time_that_went_unread_is_summed_and_the_longest_told() {
        endings.add(new Ended(START, START.plusSeconds(5), true));
        endings.add(new Ended(START.plusSeconds(10), START.plusSeconds(12), false));

        assertThat(endings.unread())
                .isEqualTo(new SloState.Unread(2, Duration.ofSeconds(7), Duration.ofSeconds(5)));
    }

    @Test
    void an_end_is_told_as_long_as_it_is_in_the_window() {
        endings.add(new Ended(START, START.plusSeconds(5), true));

        endings.forget(START.plusSeconds(3605));
        assertThat(endings.unread().processesEnded()).isEqualTo(1);

        endings.forget(START.plusSeconds(3606));
        assertThat(endings.unread()).isEqualTo(SloState.Unread.NONE);
    }

    @Test
    void a_successor_whose_clock_is_behind_leaves_no_time_unread() {
        endings.add(new Ended(START, START.minusSeconds(2), false));

        assertThat(endings.unread())
                .isEqualTo(new SloState.Unread(1, Duration.ZERO, Duration.ZERO));
    }
}
