package dev.meshfuse.sli;

import dev.meshfuse.definition.Slo;

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
        SliLens lens = new SliLens(slo);
        return of(lens.of(tally), lens.latency(tally));
    }

    /** Numbers that were summed before. */
    public static Sli of(SliSum sum, LatencyCounts latency) {
        return new Sli(sum.counts(), sum.answered(), latency, sum.unjudged());
    }
}
