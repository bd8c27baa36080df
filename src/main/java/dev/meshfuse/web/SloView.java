package dev.meshfuse.web;

import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.Forecast;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.TierState;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An objective as the API shows it.
 *
 * @param cluster cluster
 * @param namespace namespace
 * @param name name
 * @param service name of the service in that namespace
 * @param indicator what is measured: {@code availability}, or {@code latency of at most 100ms}
 * @param objective such as {@code 99.9%}
 * @param budgetWindow the window the budget is kept over, such as {@code 30d}
 * @param budget the error budget; null until the service was read
 * @param tiers what notices that the budget burns too fast, and what it finds now
 * @param windows counts and burn rates, shortest window first; empty until the service was read
 * @param seen what can be seen of the service now; where there is no data, which of its four kinds
 * @param unread what processes counted after they were read last and took with them when they
 *     ended, within the last hour: how many ended, and how much time went unread at most, in all
 *     and at the longest; known from the last start of the program on
 * @param problems why numbers are missing or not complete; empty if nothing is wrong
 * @param episode the breach that is open, or null
 * @param evaluatedAt when its numbers last changed, or null
 * @param explanation what the numbers are made of, and what may be missing in them
 */
public record SloView(
        String cluster,
        String namespace,
        String name,
        String service,
        String indicator,
        String objective,
        String budgetWindow,
        @Nullable BudgetView budget,
        List<TierView> tiers,
        List<WindowView> windows,
        SloState.Seen seen,
        SloState.Unread unread,
        List<String> problems,
        SloState.@Nullable Episode episode,
        @Nullable Instant evaluatedAt,
        String explanation) {
    /**
     * An error budget.
     *
     * @param window the window it is kept over
     * @param read for how long of it the service was read; the rest counts as free of errors
     * @param requests requests in it that count
     * @param bad those of them that failed
     * @param allowedBad how many may fail in the whole window, at this traffic
     * @param remainingRatio share that is left, below 0 when overspent; null without requests
     * @param exhaustedIn when it will be spent if requests go on as in the last hour, net of what
     *     leaves the window; null where it will not
     */
    public record BudgetView(
            String window,
            String read,
            long requests,
            long bad,
            BigDecimal allowedBad,
            @Nullable BigDecimal remainingRatio,
            @Nullable String exhaustedIn) {
        static BudgetView of(Budget budget) {
            Forecast exhausts = budget.exhausts();
            return new BudgetView(
                    Durations.format(budget.window()),
                    text(budget.read()),
                    budget.requests(),
                    budget.bad(),
                    budget.allowedBad(),
                    budget.remainingRatio(),
                    exhausts == null ? null : text(exhausts.in()));
        }

        private static String text(Duration duration) {
            return duration.isZero() ? "0s" : Durations.format(duration);
        }
    }

    /**
     * What a tier finds.
     *
     * @param name its name
     * @param severity how urgent it is
     * @param longWindow its long window
     * @param shortWindow its short window
     * @param burnLimit the burn rate that must be exceeded over both
     * @param longBurn burn rate over the long window, scaled by the share of it that was read; null
     *     without requests
     * @param shortBurn the same over the short window
     * @param requests requests that count in the long window
     * @param bad those of them that failed
     * @param pValue how probable so many are, or more, if the budget burns at the limit; 1 while
     *     the burn rates are not exceeded
     * @param finds {@code Calm}, {@code TooFew}, {@code Unread} or {@code Firing}
     */
    public record TierView(
            String name,
            Severity severity,
            String longWindow,
            String shortWindow,
            String burnLimit,
            @Nullable Double longBurn,
            @Nullable Double shortBurn,
            long requests,
            long bad,
            double pValue,
            TierState.Finds finds) {
        static TierView of(TierState tier) {
            return new TierView(
                    tier.tier(),
                    tier.severity(),
                    Durations.format(tier.longWindow()),
                    Durations.format(tier.shortWindow()),
                    tier.burnLimit(),
                    tier.longBurn(),
                    tier.shortBurn(),
                    tier.requests(),
                    tier.bad(),
                    tier.pValue(),
                    tier.finds());
        }
    }

    /**
     * One window.
     *
     * @param window its length, such as {@code 5m}
     * @param total requests that count
     * @param good those of them that went well
     * @param bad those of them that failed
     * @param excluded requests that do not count
     * @param badRatio share that was bad; null without requests
     * @param burnRate bad ratio over allowed bad ratio; null without requests
     * @param observedRatio share of the window in which the service was read
     * @param coverageRatio share of the requests that arrived whose caller reports them too; null
     *     where no server reports any
     * @param requestsPerSecond requests over the time in which the service was read; null while
     *     that is too short
     * @param errorRatio share of requests that failed, also where the objective measures latency;
     *     null without requests
     * @param latencyMillis how long requests that count took; null where that is not known
     */
    public record WindowView(
            String window,
            long total,
            long good,
            long bad,
            long excluded,
            @Nullable BigDecimal badRatio,
            @Nullable BigDecimal burnRate,
            double observedRatio,
            @Nullable Double coverageRatio,
            @Nullable Double requestsPerSecond,
            @Nullable BigDecimal errorRatio,
            SloState.@Nullable Latency latencyMillis) {
        static WindowView of(SloState.Window window) {
            return new WindowView(
                    Durations.format(window.length()),
                    window.total(),
                    window.good(),
                    window.bad(),
                    window.excluded(),
                    window.badRatio(),
                    window.burnRate(),
                    window.observedRatio(),
                    window.coverageRatio(),
                    window.requestsPerSecond(),
                    window.errorRatio(),
                    window.latency());
        }
    }

    static SloView of(Slo slo, @Nullable SloState state) {
        return new SloView(
                slo.id().cluster(),
                slo.id().namespace(),
                slo.id().name(),
                slo.service().name(),
                slo.indicator().describe(),
                slo.objective().toString(),
                Durations.format(slo.window()),
                state == null ? null : BudgetView.of(state.budget()),
                state == null ? List.of() : state.tiers().stream().map(TierView::of).toList(),
                state == null ? List.of() : state.windows().stream().map(WindowView::of).toList(),
                state == null ? SloState.Seen.NOTHING : state.seen(),
                state == null ? SloState.Unread.NONE : state.unread(),
                state == null ? List.of() : state.problems(),
                state == null ? null : state.episode(),
                state == null ? null : state.evaluatedAt(),
                explain(slo, state));
    }

    private static String explain(Slo slo, @Nullable SloState state) {
        if (state == null || state.windows().isEmpty()) {
            return "No proxy that reports requests to %s was read yet."
                    .formatted(slo.service().local());
        }
        String unseen = state.budget().requests() == 0 ? " " + state.seen().reason() : "";
        return state.explanation() + unseen + unread(state);
    }

    private static String unread(SloState state) {
        SloState.Unread unread = state.unread();
        if (unread.processesEnded() == 0) {
            return "";
        }
        return " %d %s that showed it ended in the last hour; at most %s of what they counted went unread, %s of one."
                .formatted(
                        unread.processesEnded(),
                        unread.processesEnded() == 1 ? "process" : "processes",
                        seconds(unread.total()),
                        seconds(unread.longest()));
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3)
                        .setScale(1, RoundingMode.UP)
                        .toPlainString()
                + " s";
    }
}
