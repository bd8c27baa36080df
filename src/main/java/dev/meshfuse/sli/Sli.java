package dev.meshfuse.sli;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import java.util.Map;

/**
 * Requests of a service as one objective sees them.
 *
 * @param counts by what the objective measures
 * @param answered all of them by availability, whatever the objective measures
 * @param latency durations of requests that count
 * @param unjudged requests that count, but were counted in buckets that do not tell whether they
 *     kept to the threshold; 0 for availability
 */
public record Sli(Counts counts, Counts answered, LatencyCounts latency, long unjudged) {
    /** A tally seen through an objective. */
    public static Sli of(Tally tally, Slo slo) {
        Counts answered = Counts.of(tally.requests(), slo.counting());
        return switch (slo.indicator()) {
            case Indicator.Availability availability -> {
                LatencyCounts good = latency(tally, slo.counting(), Outcome.GOOD);
                LatencyCounts bad = latency(tally, slo.counting(), Outcome.BAD);
                yield new Sli(answered, answered, good.plus(bad), 0);
            }
            case Indicator.Latency limit -> ofLatency(tally, slo, limit.millis(), answered);
        };
    }

    /** How long requests with an error took is no measure: they are excluded. */
    private static Sli ofLatency(Tally tally, Slo slo, double threshold, Counts answered) {
        LatencyCounts good = latency(tally, slo.counting(), Outcome.GOOD);
        long excluded =
                Math.addExact(
                        latency(tally, slo.counting(), Outcome.BAD).total(),
                        latency(tally, slo.counting(), Outcome.EXCLUDED).total());
        long judged = good.judgedBy(threshold);
        long inTime = good.atMost(threshold);
        return new Sli(
                new Counts(inTime, judged - inTime, excluded),
                answered,
                good,
                good.total() - judged);
    }

    private static LatencyCounts latency(Tally tally, CountingPolicy policy, Outcome outcome) {
        return tally.latency().entrySet().stream()
                .filter(entry -> entry.getKey().isReportedTo(policy.reporter()))
                .filter(entry -> Outcome.of(entry.getKey(), policy) == outcome)
                .map(Map.Entry::getValue)
                .reduce(LatencyCounts.NONE, LatencyCounts::plus);
    }
}
