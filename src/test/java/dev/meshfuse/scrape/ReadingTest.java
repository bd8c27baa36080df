package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadingTest {
    @ParameterizedTest
    @CsvSource({
        "1000, 5, true",
        "1000, 6, false",
        "1000, 7, false",
        "999, 900, true",
        "1001, 1, false",
    })
    void readings_are_ordered_by_collector_and_then_by_sequence(
            long otherCollector, long otherSequence, boolean after) {
        Instant at = Instant.parse("2026-03-01T10:00:00Z");
        Reading reading = new Reading("t", "p", 1000, 6, at, at, null, true, "/", List.of());

        assertThat(reading.isAfter(otherCollector, otherSequence)).isEqualTo(after);
    }
}
