package dev.meshfuse.budget;

import dev.meshfuse.definition.Slo;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one objective as it is defined; a changed definition needs a new evaluator, but no
 * other counts. Not thread-safe.
 */
public final class SloEvaluator {
    /** How requests go on is told by the last hour. */
    static final Duration LATELY = Duration.ofHours(1);

    /** How requests are now is told by five minutes. */
    static final Duration RECENTLY = Duration.ofMinutes(5);

    /** A forecast walks through the whole window, so it is made this often at most. */
    private static final Duration FORECAST_LASTS = Duration.ofMinutes(1);

    private final Slo slo;
    private final List<TierCheck> checks;
    private @Nullable Forecast forecast;
    private Instant forecastAt = Instant.EPOCH;

    /**
     * @param slo the objective
     */
    public SloEvaluator(Slo slo) {
        this.slo = slo;
        this.checks =
                slo.alerting().tiers().stream()
                        .map(tier -> new TierCheck(tier, slo.objective(), slo.alerting().alpha()))
                        .toList();
    }

    /** What it evaluates. */
    public Slo slo() {
        return slo;
    }

    /** The windows an objective needs, shortest first. */
    public static Set<Duration> windowsOf(Slo slo) {
        Set<Duration> windows = new TreeSet<>(List.of(RECENTLY, LATELY, slo.window()));
        slo.alerting()
                .tiers()
                .forEach(tier -> {
                    windows.add(tier.longWindow());
                    windows.add(tier.shortWindow());
                });
        return windows;
    }

    /** What its tiers find, in the order in which they are defined. */
    public List<TierState> tiers(WindowCounts.Source windows) {
        List<TierState> found = new ArrayList<>(checks.size());
        for (TierCheck check : checks) {
            found.add(check.check(windows));
        }
        return found;
    }

    /**
     * What is left of its budget.
     *
     * @param past what its window holds, oldest first; asked for only where a forecast is made
     */
    public Budget budget(
            WindowCounts.Source windows, Supplier<List<Forecast.Past>> past, Instant now) {
        WindowCounts window = windows.of(slo.window());
        WindowCounts lately = windows.of(LATELY);
        boolean burns =
                BurnRate.of(lately.counts(), slo.objective())
                        .filter(rate -> rate.compareTo(BigDecimal.ONE) > 0)
                        .isPresent();
        if (!burns) {
            forecast = null;
            forecastAt = Instant.EPOCH;
        } else if (Duration.between(forecastAt, now).compareTo(FORECAST_LASTS) >= 0) {
            forecast = Forecast.of(slo.objective(), window, past.get(), lately).orElse(null);
            forecastAt = now;
        }
        return Budget.of(window, slo.objective(), forecast);
    }
}
