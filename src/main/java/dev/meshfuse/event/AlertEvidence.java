package dev.meshfuse.event;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * An alert of Alertmanager that fires, and which part of the errors meanwhile is the canary's
 * doing.
 *
 * @param name its label {@code alertname}
 * @param fingerprint identity of its labels, as Alertmanager tells it
 * @param startsAt since when it fires
 * @param summary what it says of itself; may be empty
 * @param generatorUrl where what has found it is shown; may be empty
 * @param labels the labels that told what it is about
 * @param mappedBy the rule by which they did
 * @param errors whose errors there are, under the objective that says most
 */
public record AlertEvidence(
        String name,
        String fingerprint,
        Instant startsAt,
        String summary,
        String generatorUrl,
        Map<String, String> labels,
        String mappedBy,
        Errors errors) {
    public AlertEvidence {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(startsAt, "startsAt");
        Objects.requireNonNull(errors, "errors");
        labels = Map.copyOf(labels);
    }

    /**
     * Whose errors there are. Durations are ISO 8601; numbers as in {@link BurnAttribution}.
     *
     * @param slo name of the objective by which they are errors, {@code namespace/name}
     * @param objective the objective, such as {@code 99.9%}
     * @param window the time over which the sides are compared
     * @param canary what the canary showed in it
     * @param stable what stable showed in it
     * @param whole the service in it, whichever side requests went to
     * @param unplacedBad bad requests that stand on neither side
     * @param expectedRatio bad ratio that the canary may show
     * @param rho how many times worse than stable the canary may be
     * @param excess bad requests of the service beyond what the objective allows
     * @param canaryExcess bad requests of the canary beyond what it may show
     * @param canaryShare its part of the excess, from 0 to 1
     * @param neededShare the part that explains the errors
     * @param pValue how probable its part of the errors is if it is as bad as it may be
     * @param alpha level of that test
     * @param explained whether the canary explains the errors
     * @param finds in one word why or why not
     * @param countedSince since when the canary is counted; errors before are not its own
     * @param fuseGeneration generation of the fuse's definition
     * @param canaryIdentity what the canary runs
     * @param toldApartBy what tells canary and stable apart
     * @param firstBadAt when the reading was made that first showed a bad canary request in the
     *     window
     * @param decidedAt when this was found
     */
    public record Errors(
            String slo,
            String objective,
            String window,
            BurnAttribution.Side canary,
            BurnAttribution.Side stable,
            BurnAttribution.Side whole,
            long unplacedBad,
            double expectedRatio,
            String rho,
            double excess,
            double canaryExcess,
            double canaryShare,
            double neededShare,
            double pValue,
            String alpha,
            boolean explained,
            String finds,
            Instant countedSince,
            long fuseGeneration,
            String canaryIdentity,
            String toldApartBy,
            Instant firstBadAt,
            Instant decidedAt) {}
}
