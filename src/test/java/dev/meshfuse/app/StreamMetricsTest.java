package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.stream.Output;
import dev.meshfuse.testing.Shop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StreamMetrics metrics =
            new StreamMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void before_the_first_reading_nobody_knows_how_old_the_newest_is() {
        assertThat(age()).isNaN();
    }

    @Test
    void the_newest_reading_counts_in_whatever_order_they_come() {
        metrics.note(reading(NOW.minusSeconds(4)), NOW);
        metrics.note(reading(NOW.minusSeconds(30)), NOW);

        assertThat(age()).isEqualTo(4);
    }

    @Test
    void a_reading_of_a_clock_that_is_ahead_is_no_younger_than_now() {
        metrics.note(reading(NOW.plusSeconds(5)), NOW);

        assertThat(age()).isZero();
        assertThat(delay(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void the_delay_is_how_old_readings_are_when_they_are_processed() {
        metrics.note(reading(NOW.minusSeconds(12)), NOW);
        metrics.note(reading(NOW.minusSeconds(2)), NOW);

        assertThat(delay(TimeUnit.SECONDS)).isEqualTo(14);
        assertThat(registry.get(MetricNames.STREAM_DELAY).timer().count()).isEqualTo(2);
    }

    @Test
    void services_count_as_failing_until_they_are_evaluated_again() {
        metrics.accept(new Output.Evaluation(Shop.CART, true));
        metrics.accept(new Output.Evaluation(Shop.CART, true));
        metrics.accept(new Output.Evaluation(Shop.id("web"), true));

        assertThat(failing()).isEqualTo(2);

        metrics.accept(new Output.Evaluation(Shop.CART, false));

        assertThat(failing()).isEqualTo(1);
    }

    private double age() {
        return registry.get(MetricNames.STREAM_NEWEST_READING_AGE).gauge().value();
    }

    private double failing() {
        return registry.get(MetricNames.STREAM_SERVICES_FAILING).gauge().value();
    }

    private double delay(TimeUnit unit) {
        return registry.get(MetricNames.STREAM_DELAY).timer().totalTime(unit);
    }

    private static Reading reading(Instant at) {
        return new Reading(
                "t",
                "p",
                null,
                CollectorClock.UNKNOWN,
                1,
                at,
                at,
                null,
                true,
                "/stats/prometheus",
                List.of());
    }
}
