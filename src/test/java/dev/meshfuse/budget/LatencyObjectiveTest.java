package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Shop;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An objective on latency over counts. */
class LatencyObjectiveTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);
    private static final RequestClass SEEN_TWICE = new RequestClass(200, -1, false, true, false);
    private static final double[] BOUNDS = {50, 100, 250};
    private static final double[] OTHERS = {50, 250};

    private final RollingCounts counts = new RollingCounts(new HeapSlots(), List.of(WINDOW));

    LatencyObjectiveTest() {
        counts.advance(NOW);
    }

    @Test
    void good_is_what_took_no_longer_of_what_was_answered_without_an_error() {
        add(GOOD, 100, BOUNDS, 80, 90, 99, 100);
        add(BAD, 7, BOUNDS, 7, 7, 7, 7);
        add(SEEN_TWICE, 100, BOUNDS, 100, 100, 100, 100);

        SloState.Window window = window(state("100ms", NOW));

        assertThat(window.counts()).isEqualTo(new Counts(90, 10, 7));
        assertThat(window.badRatio()).isEqualByComparingTo("0.1");
        assertThat(window.burnRate()).isEqualByComparingTo("10");
        assertThat(window.errorRatio())
                .isEqualByComparingTo(
                        BigDecimal.valueOf(7)
                                .divide(BigDecimal.valueOf(107), MathContext.DECIMAL64));
    }

    @Test
    void a_threshold_that_is_no_bound_gives_no_number_but_names_its_neighbours() {
        add(GOOD, 100, BOUNDS, 80, 90, 99, 100);

        SloState state = state("120ms", NOW);

        assertThat(window(state).counts()).isEqualTo(Counts.NONE);
        assertThat(window(state).badRatio()).isNull();
        assertThat(state.problems())
                .containsExactly(
                        "120ms is no bound of the buckets of requests to shop/cart; the nearest are 100ms and 250ms. Choose a bound, or set the buckets of the pods that report by their annotation sidecar.istio.io/statsHistogramBuckets.");
        assertThat(state("500ms", NOW).problems().getFirst()).contains("the nearest is 250ms.");
    }

    @Test
    void a_bound_that_only_some_pods_have_judges_their_requests_and_says_the_share_of_the_others() {
        add(GOOD, 100, BOUNDS, 80, 90, 99, 100);
        add(GOOD, 300, OTHERS, 300, 300, 300);

        SloState state = state("100ms", NOW);

        assertThat(window(state).counts()).isEqualTo(new Counts(90, 10, 0));
        assertThat(state.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "75.0 % of the requests to shop/cart in the last 5m could not be judged: 100ms is no bound of the buckets of the pods that reported them; the nearest are 50ms and 250ms.");
    }

    @Test
    void requests_whose_durations_do_not_come_are_said_once_they_have_had_time_to_come() {
        for (int second : new int[] {0, 10, 20}) {
            read(NOW.plusSeconds(second));
        }
        assertThat(state("100ms", NOW.plusSeconds(29)).problems()).isEmpty();
        read(NOW.plusSeconds(30));

        assertThat(state("100ms", NOW.plusSeconds(30)).problems())
                .singleElement()
                .asString()
                .contains("no proxy shows their durations");
    }

    @Test
    void people_see_percentiles_and_rates_of_the_time_that_was_covered() {
        add(GOOD, 100, BOUNDS, 50, 100, 100, 100);
        counts.advance(NOW.plusSeconds(15));
        add(NOW.plusSeconds(15), GOOD, 100, BOUNDS, 50, 100, 100, 100);

        SloState.Window window = window(state("100ms", NOW.plusSeconds(15)));

        assertThat(window.latency()).isEqualTo(new SloState.Latency(50, 95, 99));
        assertThat(window.requestsPerSecond()).isEqualTo(200 / 15.0);
        assertThat(window.errorRatio()).isEqualByComparingTo("0");
    }

    @Test
    void a_rate_that_changes_with_time_alone_is_no_news() {
        add(GOOD, 100, BOUNDS, 50, 100, 100, 100);
        counts.advance(NOW.plusSeconds(10));
        counts.add(NOW.plusSeconds(10), new Tally());

        SloState earlier = state("100ms", NOW.plusSeconds(11));
        SloState later = state("100ms", NOW.plusSeconds(15));

        assertThat(window(later).requestsPerSecond())
                .isNotEqualTo(window(earlier).requestsPerSecond());
        assertThat(later.saysTheSameAs(earlier)).isTrue();
    }

    private void read(Instant at) {
        counts.advance(at);
        counts.add(at, Tally.of(Map.of(GOOD, 5L)));
    }

    private void add(RequestClass request, long n, double[] bounds, long... atMost) {
        add(NOW, request, n, bounds, atMost);
    }

    private void add(Instant at, RequestClass request, long n, double[] bounds, long... atMost) {
        Tally gained = new Tally();
        gained.add(request, n);
        gained.add(request, LatencyCounts.of(Histogram.of(bounds, atMost)));
        counts.add(at, gained);
    }

    private SloState state(String threshold, Instant now) {
        Slo slo =
                new Slo(
                        Shop.id("cart-latency"),
                        1,
                        Shop.CART,
                        Indicator.Latency.parse(threshold),
                        Objective.parse("99%"),
                        Duration.ofDays(30),
                        CountingPolicy.DEFAULT,
                        Alerting.GOOGLE_SRE);
        counts.keep(SloEvaluator.windowsOf(slo));
        SloEvaluator evaluator = new SloEvaluator(slo);
        WindowCounts.Source windows = counts.windowsOf(slo);
        return SloState.of(
                slo,
                counts,
                evaluator.budget(windows, () -> counts.past(slo), now),
                evaluator.tiers(windows),
                Visible.NOTHING,
                SloState.Unread.NONE,
                List.of(),
                null,
                now);
    }

    private static SloState.Window window(SloState state) {
        return state.windows().getFirst();
    }
}
