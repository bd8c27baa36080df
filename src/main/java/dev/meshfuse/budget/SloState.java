package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Visible;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an objective at one moment.
 *
 * @param id the objective
 * @param service the service it is about
 * @param objective the share of requests that must be good, such as {@code 99.9%}
 * @param windows the counts by window, shortest first
 * @param seen what can be seen of the service now
 * @param episode the breach that is open, or null
 * @param evaluatedAt when this was
 */
public record SloState(
        ResourceId id,
        ResourceId service,
        String objective,
        List<Window> windows,
        Seen seen,
        @Nullable Episode episode,
        Instant evaluatedAt) {
    /**
     * One window.
     *
     * @param length how long it is
     * @param counts requests in it by outcome
     * @param badRatio share that was bad; null without requests
     * @param burnRate bad ratio over allowed bad ratio; null without requests
     * @param observedRatio share of the window in which the service was read
     * @param coverageRatio share of the requests that arrived whose caller reports them too; null
     *     where no server reports any
     */
    public record Window(
            Duration length,
            Counts counts,
            @Nullable BigDecimal badRatio,
            @Nullable BigDecimal burnRate,
            double observedRatio,
            @Nullable Double coverageRatio) {
        /** Requests that count. */
        public long total() {
            return counts.total();
        }

        /** Requests that went well. */
        public long good() {
            return counts.good();
        }

        /** Requests that failed. */
        public long bad() {
            return counts.bad();
        }

        /** Requests that do not count. */
        public long excluded() {
            return counts.excluded();
        }
    }

    /**
     * What can be seen of the service.
     *
     * @param kind {@code Traffic}, or one of the four kinds of no data: {@code NoTraffic}, {@code
     *     TargetsDown}, {@code Vanished}, {@code NeverSeen}
     * @param reason one sentence for people
     * @param targetsRead proxies that show it and are read
     * @param targetsSilent proxies that showed it and cannot be read
     */
    public record Seen(String kind, String reason, int targetsRead, int targetsSilent) {
        /** What is known of a service that was never looked at. */
        public static final Seen NOTHING = of(Visible.NOTHING);

        static Seen of(Visible visible) {
            return new Seen(
                    visible.kind(),
                    visible.reason(),
                    visible.targetsRead(),
                    visible.targetsSilent());
        }
    }

    /**
     * A breach from open to closed.
     *
     * @param id its identity, on which everything that follows from it is based
     * @param openedAt when it was noticed
     */
    public record Episode(String id, Instant openedAt) {}

    public SloState {
        windows = List.copyOf(windows);
    }

    /**
     * An objective seen over counts; it is only a view, so a changed objective needs no other
     * counts.
     */
    public static SloState of(
            Slo slo, RollingCounts counts, Visible seen, @Nullable Episode episode, Instant now) {
        List<Window> windows =
                counts.windows().stream().map(length -> window(slo, counts, length)).toList();
        return new SloState(
                slo.id(),
                slo.service(),
                slo.objective().toString(),
                windows,
                Seen.of(seen),
                episode,
                now);
    }

    /** Whether anything but the time of evaluation differs. */
    public boolean saysTheSameAs(@Nullable SloState other) {
        return other != null
                && equals(
                        new SloState(
                                other.id,
                                other.service,
                                other.objective,
                                other.windows,
                                other.seen,
                                other.episode,
                                evaluatedAt));
    }

    private static Window window(Slo slo, RollingCounts counts, Duration length) {
        Map<RequestClass, Long> tally = counts.total(length);
        Counts seen = Counts.of(tally, slo.counting());
        OptionalDouble coverage = Coverage.ratio(tally);
        return new Window(
                length,
                seen,
                BurnRate.badRatio(seen).orElse(null),
                BurnRate.of(seen, slo.objective()).orElse(null),
                counts.observed(length),
                coverage.isPresent() ? coverage.getAsDouble() : null);
    }
}
