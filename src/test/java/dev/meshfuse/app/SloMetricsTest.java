package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.stream.Output;
import dev.meshfuse.testing.Shop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SloMetricsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(30));

    private Definitions defined = Shop.defined(Shop.fuse(), Shop.SPLIT);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SloMetrics metrics = new SloMetrics(registry, () -> defined);

    @Test
    void an_objective_has_three_series_a_window_and_twenty_for_the_rest() {
        owned();

        assertThat(registry.getMeters()).hasSize(3 * WINDOWS.size() + 20);
    }

    @Test
    void requests_are_counted_by_what_they_are_to_the_objective() {
        count(new Counts(90, 8, 2));
        count(new Counts(10, 0, 0));

        assertThat(requests("good")).isEqualTo(100);
        assertThat(requests("bad")).isEqualTo(8);
        assertThat(requests("excluded")).isEqualTo(2);
    }

    @Test
    void what_people_want_to_know_at_once_is_of_the_last_five_minutes_in_seconds() {
        owned();

        assertThat(value(MetricNames.SLO_REQUESTS_PER_SECOND, "window", "5m")).isEqualTo(20);
        assertThat(value(MetricNames.SLO_ERROR_RATIO, "window", "5m")).isEqualTo(0.04);
        assertThat(value(MetricNames.SLO_LATENCY, "quantile", "0.5")).isEqualTo(0.010);
        assertThat(value(MetricNames.SLO_LATENCY, "quantile", "0.95")).isEqualTo(0.080);
        assertThat(value(MetricNames.SLO_LATENCY, "quantile", "0.99")).isEqualTo(0.250);
    }

    @Test
    void where_nobody_can_tell_there_is_no_number() {
        metrics.accept(new Output.SloSeen(state(null, null, null, null)));

        assertThat(value(MetricNames.SLO_BURN_RATE, "window", "1h")).isNaN();
        assertThat(value(MetricNames.SLO_ERROR_BUDGET_REMAINING_RATIO, "slo", "cart-availability"))
                .isNaN();
        assertThat(value(MetricNames.SLO_ERROR_RATIO, "window", "5m")).isNaN();
        assertThat(value(MetricNames.SLO_LATENCY, "quantile", "0.99")).isNaN();
        assertThat(value(MetricNames.SLO_REQUESTS_PER_SECOND, "window", "5m")).isNaN();
    }

    @Test
    void only_the_breach_that_is_open_is_one() {
        owned();

        assertThat(value(MetricNames.SLO_BREACHED, "severity", "page")).isEqualTo(1);
        assertThat(value(MetricNames.SLO_BREACHED, "severity", "ticket")).isZero();
    }

    @Test
    void what_another_replica_has_taken_over_is_shown_no_longer() {
        owned();

        metrics.accept(new Output.Left(Shop.slo().id()));
        metrics.look();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void what_is_not_defined_any_more_is_shown_no_longer() {
        owned();

        defined = Definitions.NONE;
        metrics.look();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void an_objective_that_comes_back_begins_at_zero() {
        count(new Counts(5, 0, 0));
        metrics.accept(new Output.Left(Shop.slo().id()));

        count(new Counts(3, 0, 0));

        assertThat(requests("good")).isEqualTo(3);
    }

    private void owned() {
        count(new Counts(96, 4, 0));
        metrics.accept(
                new Output.SloSeen(
                        state(
                                new BigDecimal("0.04"),
                                20.0,
                                new SloState.Latency(10, 80, 250),
                                new SloState.Episode("e", Severity.Page, NOW, "page-1h"))));
        metrics.look();
    }

    private void count(Counts gained) {
        metrics.accept(
                new Output.Counted(Shop.slo().id(), Shop.slo().objective().target(), gained));
    }

    private double requests(String outcome) {
        return registry.get(MetricNames.SLO_REQUESTS).tag("outcome", outcome).counter().count();
    }

    private double value(String name, String tag, String is) {
        Gauge gauge = registry.get(name).tag(tag, is).gauge();
        return gauge.value();
    }

    private static SloState state(
            @Nullable BigDecimal ratio,
            @Nullable Double perSecond,
            SloState.@Nullable Latency latency,
            SloState.@Nullable Episode episode) {
        return new SloState(
                Shop.slo().id(),
                Shop.CART,
                "99.9%",
                WINDOWS.stream()
                        .map(length ->
                                new SloState.Window(
                                        length,
                                        Counts.NONE,
                                        ratio,
                                        ratio,
                                        0.5,
                                        null,
                                        perSecond,
                                        ratio,
                                        latency))
                        .toList(),
                new Budget(Duration.ofDays(30), Duration.ZERO, 0, 0, BigDecimal.ZERO, ratio, null),
                List.of(),
                SloState.Seen.NOTHING,
                SloState.Unread.NONE,
                List.of(),
                episode,
                "",
                NOW);
    }
}
