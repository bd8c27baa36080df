package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.http.Logged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClocksAheadTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final Logged log = new Logged(ClocksAhead.class);
    private final ClocksAhead clocks = new ClocksAhead();

    @AfterEach
    void end() {
        log.close();
    }

    @Test
    void a_clock_that_is_more_than_a_second_ahead_is_named_once_for_each_collector() {
        clocks.note(reading(1, NOW.plusMillis(1001)), NOW);
        clocks.note(reading(1, NOW.plusMillis(4000)), NOW);
        clocks.note(reading(2, NOW.plusMillis(1001)), NOW);

        assertThat(log.lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("collector=0000000000000001", "target=t", "ahead=PT1.001S");
    }

    @Test
    void a_second_is_allowed_and_a_late_reading_tells_nothing() {
        clocks.note(reading(1, NOW.plusMillis(1000)), NOW);
        clocks.note(reading(2, NOW.minusSeconds(60)), NOW);

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void the_largest_is_told_for_a_minute() {
        clocks.note(reading(1, NOW.plusSeconds(4)), NOW);
        clocks.note(reading(2, NOW.plusSeconds(31)), NOW.plusSeconds(30));

        assertThat(clocks.largest(NOW.plusSeconds(59))).isEqualTo(Duration.ofSeconds(4));
        assertThat(clocks.largest(NOW.plusSeconds(60))).isZero();
        clocks.note(reading(2, NOW.plusSeconds(62)), NOW.plusSeconds(60));
        assertThat(clocks.largest(NOW.plusSeconds(60))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void what_was_told_before_this_replicas_clock_was_set_back_is_told_no_more() {
        clocks.note(reading(1, NOW.plusSeconds(4)), NOW);

        assertThat(clocks.largest(NOW.minusSeconds(3600))).isZero();
    }

    @Test
    void nothing_is_ahead_before_anything_was_read() {
        assertThat(clocks.largest(NOW)).isZero();
    }

    private static Reading reading(long collector, Instant at) {
        return new Reading("t", "p", null, collector, 1, at, NOW, null, true, "/stats", List.of());
    }
}
