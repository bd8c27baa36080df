package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SloStateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WINDOW = Duration.ofSeconds(20);
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final RequestClass BAD = new RequestClass(503, -1, false, false, true);
    private static final RequestClass SEEN_TWICE = new RequestClass(503, -1, false, true, false);

    private static final Slo SLO =
            new Slo(
                    Shop.slo().id(),
                    1,
                    Shop.CART,
                    Shop.slo().indicator(),
                    Shop.slo().objective(),
                    WINDOW,
                    CountingPolicy.DEFAULT,
                    Alerting.GOOGLE_SRE);
    private static final Visible SEEN = new Visible("Traffic", "Requests are seen.", 3, 1, null);

    @Test
    void an_objective_is_a_view_over_counts() {
        SloState state = state(Map.of(GOOD, 98L, BAD, 2L, SEEN_TWICE, 2L), SEEN, null, NOW);

        assertThat(state.objective()).isEqualTo("99.9%");
        assertThat(state.windows())
                .first()
                .isEqualTo(
                        new SloState.Window(
                                WINDOW,
                                new Counts(98, 2, 0),
                                new BigDecimal("0.02"),
                                new BigDecimal("2E+1"),
                                0.5,
                                1.0,
                                null,
                                new BigDecimal("0.02"),
                                null));
    }

    @Test
    void without_requests_it_shows_no_ratio() {
        SloState state = state(Map.of(), SEEN, null, NOW);

        assertThat(state.windows())
                .first()
                .isEqualTo(
                        new SloState.Window(
                                WINDOW, Counts.NONE, null, null, 0.5, null, null, null, null));
    }

    @Test
    void the_time_of_evaluation_alone_says_nothing_new() {
        SloState state = state(Map.of(GOOD, 1L), SEEN, null, NOW);
        SloState later = state(Map.of(GOOD, 1L), SEEN, null, NOW.plusSeconds(1));

        assertThat(later.saysTheSameAs(state)).isTrue();
    }

    @Test
    void another_count_sight_or_episode_or_the_first_state_is_news() {
        SloState state = state(Map.of(GOOD, 1L), SEEN, null, NOW);
        Episode episode = new Episode("e", 1, Severity.Page, NOW, "page-1h", NOW, NOW);
        Visible other = new Visible("NoTraffic", "None.", 3, 1, null);

        assertThat(state.saysTheSameAs(null)).isFalse();
        assertThat(state.saysTheSameAs(state(Map.of(), SEEN, null, NOW))).isFalse();
        assertThat(state.saysTheSameAs(state(Map.of(GOOD, 1L), other, null, NOW))).isFalse();
        assertThat(state.saysTheSameAs(state(Map.of(GOOD, 1L), SEEN, episode, NOW))).isFalse();
    }

    private static SloState state(
            Map<RequestClass, Long> gained, Visible seen, @Nullable Episode episode, Instant now) {
        RollingCounts counts = counts(gained);
        SloEvaluator evaluator = new SloEvaluator(SLO);
        WindowCounts.Source windows = counts.windowsOf(SLO);
        return SloState.of(
                SLO,
                counts,
                evaluator.budget(windows, () -> counts.past(SLO), now),
                evaluator.tiers(windows),
                seen,
                SloState.Unread.NONE,
                List.of(),
                episode,
                now);
    }

    private static RollingCounts counts(Map<RequestClass, Long> gained) {
        RollingCounts counts = new RollingCounts(new HeapSlots(), SloEvaluator.windowsOf(SLO));
        counts.advance(NOW);
        counts.add(NOW, Tally.of(gained));
        return counts;
    }
}
