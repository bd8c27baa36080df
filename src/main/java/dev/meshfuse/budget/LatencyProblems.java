package dev.meshfuse.budget;

import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.Sli;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why requests cannot be judged by their latency, said so that a person knows what to do. */
final class LatencyProblems {
    /**
     * Envoy brings histograms up to date every 5 s by default; with a few readings more, one that
     * is not there by then does not come.
     */
    private static final Duration TIME_TO_COME = Duration.ofSeconds(30);

    private LatencyProblems() {}

    /** The problem of an objective in a window, of which so much was covered. */
    static Optional<String> of(Slo slo, Sli seen, Duration window, Duration covered) {
        if (!(slo.indicator() instanceof Indicator.Latency limit)) {
            return Optional.empty();
        }
        if (seen.latency().isEmpty()) {
            boolean isMissing = seen.answered().good() > 0 && covered.compareTo(TIME_TO_COME) >= 0;
            return isMissing ? Optional.of(noHistogram(slo)) : Optional.empty();
        }
        return seen.unjudged() == 0
                ? Optional.empty()
                : Optional.of(noBound(slo, limit, seen, window));
    }

    private static String noHistogram(Slo slo) {
        return "Requests to %s are counted, but no proxy shows their durations"
                        .formatted(slo.service().local())
                + " (istio_request_duration_milliseconds), so none can be judged by latency.";
    }

    private static String noBound(Slo slo, Indicator.Latency limit, Sli seen, Duration window) {
        String advice =
                "%s. Choose a bound, or set the buckets of the pods that report by their annotation sidecar.istio.io/statsHistogramBuckets."
                        .formatted(neighbours(seen.latency(), limit.millis()));
        String service = slo.service().local();
        if (seen.counts().total() == 0) {
            return "%s is no bound of the buckets of requests to %s; %s"
                    .formatted(limit.text(), service, advice);
        }
        BigDecimal share =
                BigDecimal.valueOf(100.0 * seen.unjudged() / seen.latency().total())
                        .setScale(1, RoundingMode.UP);
        return "%s %% of the requests to %s in the last %s could not be judged: %s is no bound of the buckets of the pods that reported them; %s"
                .formatted(share, service, Durations.format(window), limit.text(), advice);
    }

    private static String neighbours(LatencyCounts latency, double threshold) {
        List<String> nearest = new ArrayList<>();
        latency.boundBelow(threshold)
                .ifPresent(bound -> nearest.add(Indicator.Latency.textOf(bound)));
        latency.boundAbove(threshold)
                .ifPresent(bound -> nearest.add(Indicator.Latency.textOf(bound)));
        return switch (nearest.size()) {
            case 0 -> "there are no bounds at all";
            case 1 -> "the nearest is " + nearest.getFirst();
            default -> "the nearest are " + String.join(" and ", nearest);
        };
    }
}
