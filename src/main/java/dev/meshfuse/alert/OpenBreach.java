package dev.meshfuse.alert;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The breach of an objective that is open, as far as an alert tells of it.
 *
 * @param slo the objective
 * @param service the service it is about
 * @param objective the share of requests that must be good, such as {@code 99.9%}
 * @param severity how urgent it has become
 * @param openedAt when it was noticed
 * @param cause what made it so: a tier, or a fuse
 * @param remainingRatio share of the budget that is left, below 0 when overspent; null if not known
 * @param explanation what the numbers are made of, one sentence
 */
public record OpenBreach(
        ResourceId slo,
        ResourceId service,
        String objective,
        Severity severity,
        Instant openedAt,
        String cause,
        @Nullable BigDecimal remainingRatio,
        String explanation) {}
