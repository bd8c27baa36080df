package dev.meshfuse.web;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
 * @param objective such as {@code 99.9%}
 * @param budgetWindow the window the budget is kept over, such as {@code 30d}
 * @param windows counts and burn rates, shortest window first; empty until the service was read
 * @param episode the breach that is open, or null
 * @param evaluatedAt when its numbers last changed, or null
 * @param explanation one sentence: what the numbers are made of
 */
public record SloView(
        String cluster,
        String namespace,
        String name,
        String service,
        String objective,
        String budgetWindow,
        List<SloState.Window> windows,
        SloState.@Nullable Episode episode,
        @Nullable Instant evaluatedAt,
        String explanation) {
    static SloView of(Slo slo, @Nullable SloState state) {
        return new SloView(
                slo.id().cluster(),
                slo.id().namespace(),
                slo.id().name(),
                slo.service().name(),
                slo.objective().toString(),
                Durations.format(slo.window()),
                state == null ? List.of() : state.windows(),
                state == null ? null : state.episode(),
                state == null ? null : state.evaluatedAt(),
                explain(slo, state));
    }

    private static String explain(Slo slo, @Nullable SloState state) {
        if (state == null || state.windows().isEmpty()) {
            return "No proxy that reports requests to %s was read yet."
                    .formatted(slo.service().local());
        }
        SloState.Window longest = state.windows().getLast();
        Counts counts = longest.counts();
        if (longest.badRatio() == null) {
            return "No requests to %s that count in the last %s, of which %s was observed."
                    .formatted(
                            slo.service().local(),
                            Durations.format(longest.length()),
                            percent(longest.coverageRatio()));
        }
        return "%d of %d requests to %s were bad in the last %s, of which %s was observed."
                .formatted(
                        counts.bad(),
                        counts.total(),
                        slo.service().local(),
                        Durations.format(longest.length()),
                        percent(longest.coverageRatio()));
    }

    private static String percent(double ratio) {
        return BigDecimal.valueOf(ratio * 100).setScale(1, RoundingMode.DOWN).toPlainString()
                + " %";
    }
}
