package dev.meshfuse.definition;

import java.time.Duration;

/**
 * A service level objective on the availability or the latency of one service, as resolved from
 * what a user wrote.
 *
 * @param id its own identity
 * @param generation generation of the object it was read from; 0 for one from a file and for a
 *     default
 * @param service Istio's destination service it is about
 * @param indicator what is measured
 * @param objective the share of requests that must be good
 * @param window length of the rolling window the error budget is kept over
 * @param counting which requests are bad
 * @param alerting by what a budget that burns too fast is noticed
 */
public record Slo(
        ResourceId id,
        long generation,
        ResourceId service,
        Indicator indicator,
        Objective objective,
        Duration window,
        CountingPolicy counting,
        Alerting alerting) {}
