package dev.meshfuse.budget;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the number of an objective is made of, in words. */
public final class Explanation {
    private Explanation() {}

    /**
     * One sentence: the time covered, the counts, who was read, and by which policy.
     *
     * @param targetsRead proxies that show the service and are read
     * @param excluded requests in the window that do not count
     */
    public static String of(Slo slo, Budget budget, long excluded, int targetsRead) {
        String service = slo.service().local();
        if (budget.requests() == 0) {
            return "No request to %s was counted in the last %s, of which %s %s read, so nothing can be said of its budget."
                    .formatted(
                            service,
                            Durations.format(budget.window()),
                            length(budget.read()),
                            targetsRead == 1 ? "was" : "were");
        }
        return "%d of %d requests to %s %s in the last %s, of which %s were read; %s allows %s in all of it at this traffic, so %s; %d more were left out; %s, counted as reported by %s, from %d %s."
                .formatted(
                        budget.bad(),
                        budget.requests(),
                        service,
                        wasBad(slo.indicator()),
                        Durations.format(budget.window()),
                        length(budget.read()),
                        slo.objective(),
                        requests(budget.allowedBad()),
                        left(budget.remainingRatio()),
                        excluded,
                        badBy(slo),
                        reporter(slo.counting().reporter()),
                        targetsRead,
                        targetsRead == 1 ? "proxy" : "proxies");
    }

    /** What fired, and what becomes of the budget. */
    public static String of(Slo slo, TierState tier, Budget budget) {
        return "%d of %d requests to %s %s in the last %s: the budget burns %s times too fast over %s and %s times over %s, limit %s. %s"
                .formatted(
                        tier.bad(),
                        tier.requests(),
                        slo.service().local(),
                        wasBad(slo.indicator()),
                        Durations.format(tier.longWindow()),
                        rate(tier.longBurn()),
                        Durations.format(tier.longWindow()),
                        rate(tier.shortBurn()),
                        Durations.format(tier.shortWindow()),
                        tier.burnLimit(),
                        foreseen(budget));
    }

    /** What is left of a budget, and when it will be spent. */
    static String foreseen(Budget budget) {
        String left = remaining(budget);
        Forecast exhausts = budget.exhausts();
        return exhausts == null || exhausts.in().isZero()
                ? left + "."
                : "%s, and is spent in %s at this rate.".formatted(left, length(exhausts.in()));
    }

    /** What is left of a budget, without a full stop. */
    public static String remaining(Budget budget) {
        String left = left(budget.remainingRatio());
        return left.substring(0, 1).toUpperCase(Locale.ROOT) + left.substring(1);
    }

    private static String wasBad(Indicator indicator) {
        return switch (indicator) {
            case Indicator.Availability availability -> "failed";
            case Indicator.Latency latency -> "took longer than " + latency.text();
        };
    }

    private static String badBy(Slo slo) {
        CountingPolicy policy = slo.counting();
        String http = String.join(", ", policy.badHttp().stream().sorted().toList());
        String grpc =
                String.join(", ", policy.badGrpc().stream().sorted().map(String::valueOf).toList());
        return "failed is HTTP %s and gRPC status %s".formatted(http, grpc);
    }

    private static String reporter(CountingPolicy.Reporter reporter) {
        return switch (reporter) {
            case Auto -> "the caller where it is read, else the server";
            case Source -> "the caller";
            case Destination -> "the server";
        };
    }

    private static String left(@Nullable BigDecimal remaining) {
        if (remaining == null) {
            return "nothing is known of the budget";
        }
        return remaining.signum() < 0
                ? "the budget is overspent by " + percent(remaining.negate())
                : percent(remaining) + " of the budget is left";
    }

    private static String percent(BigDecimal ratio) {
        return ratio.movePointRight(2).setScale(1, RoundingMode.FLOOR).toPlainString() + " %";
    }

    private static String requests(BigDecimal allowed) {
        return allowed.setScale(allowed.compareTo(BigDecimal.TEN) < 0 ? 1 : 0, RoundingMode.DOWN)
                .toPlainString();
    }

    private static String rate(@Nullable Double burn) {
        return burn == null
                ? "unknown"
                : new BigDecimal(burn).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }

    /** Two units are enough for people. */
    private static String length(Duration duration) {
        Duration round =
                duration.compareTo(Duration.ofDays(1)) >= 0
                        ? Duration.ofHours(duration.toHours())
                        : duration.compareTo(Duration.ofHours(1)) >= 0
                                ? Duration.ofMinutes(duration.toMinutes())
                                : Duration.ofSeconds(duration.toSeconds());
        return round.isZero() ? "0s" : Durations.format(round);
    }
}
