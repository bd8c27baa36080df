package dev.meshfuse.web;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Indicator;
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
        List<WindowView> windows,
        SloState.Seen seen,
        SloState.Unread unread,
        List<String> problems,
        SloState.@Nullable Episode episode,
        @Nullable Instant evaluatedAt,
        String explanation) {
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
        return numbers(slo, state) + unread(state);
    }

    private static String numbers(Slo slo, SloState state) {
        SloState.Window longest = state.windows().getLast();
        if (longest.badRatio() == null) {
            return "No requests to %s that count in the last %s, of which %s was observed. %s"
                    .formatted(
                            slo.service().local(),
                            Durations.format(longest.length()),
                            percent(longest.observedRatio()),
                            state.seen().reason());
        }
        return "%d of %d requests to %s %s in the last %s, of which %s was observed."
                .formatted(
                        longest.bad(),
                        longest.total(),
                        slo.service().local(),
                        wasBad(slo.indicator()),
                        Durations.format(longest.length()),
                        percent(longest.observedRatio()));
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

    private static String wasBad(Indicator indicator) {
        return switch (indicator) {
            case Indicator.Availability availability -> "were bad";
            case Indicator.Latency latency -> "took longer than " + latency.text();
        };
    }

    private static String percent(double ratio) {
        return BigDecimal.valueOf(ratio * 100).setScale(1, RoundingMode.DOWN).toPlainString()
                + " %";
    }
}
