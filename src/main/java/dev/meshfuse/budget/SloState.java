package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.Sli;
import dev.meshfuse.sli.Visible;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * @param unread what went unread in the last hour
 * @param problems sentences for people: why numbers are missing or not complete
 * @param episode the breach that is open, or null
 * @param evaluatedAt when this was
 */
public record SloState(
        ResourceId id,
        ResourceId service,
        String objective,
        List<Window> windows,
        Seen seen,
        Unread unread,
        List<String> problems,
        @Nullable Episode episode,
        Instant evaluatedAt) {
    /** A rate over less would be that of a few readings; the length of a slot. */
    private static final Duration LEAST_COVERED = Duration.ofSeconds(10);

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
     * @param requestsPerSecond requests, whatever became of them, over the time that was covered;
     *     null while that is shorter than a slot
     * @param errorRatio share of requests that failed, whatever the objective measures; null
     *     without requests
     * @param latency how long requests took; null where that is not known
     */
    public record Window(
            Duration length,
            Counts counts,
            @Nullable BigDecimal badRatio,
            @Nullable BigDecimal burnRate,
            double observedRatio,
            @Nullable Double coverageRatio,
            @Nullable Double requestsPerSecond,
            @Nullable BigDecimal errorRatio,
            @Nullable Latency latency) {
        private Window withRate(@Nullable Double rate) {
            return new Window(
                    length,
                    counts,
                    badRatio,
                    burnRate,
                    observedRatio,
                    coverageRatio,
                    rate,
                    errorRatio,
                    latency);
        }

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
     * What processes counted after they were read last, and took with them when they ended, in the
     * last hour. How many requests that are nobody can tell; in how much time they came, at most,
     * can be told.
     *
     * @param processesEnded how many processes that showed the service have ended
     * @param total time between the last reading of each and its end, summed
     * @param longest the longest of these
     */
    public record Unread(int processesEnded, Duration total, Duration longest) {
        /** No process has ended. */
        public static final Unread NONE = new Unread(0, Duration.ZERO, Duration.ZERO);
    }

    /**
     * How long requests took, in milliseconds, as near as buckets tell it; for people, nothing is
     * decided by it. A value beyond the last bucket shows as that bucket's bound.
     *
     * @param p50 half of them took no longer
     * @param p95 95 in a hundred took no longer
     * @param p99 99 in a hundred took no longer
     */
    public record Latency(double p50, double p95, double p99) {
        static @Nullable Latency of(LatencyCounts durations) {
            OptionalDouble p50 = durations.quantile(0.5);
            OptionalDouble p95 = durations.quantile(0.95);
            OptionalDouble p99 = durations.quantile(0.99);
            return p50.isPresent() && p95.isPresent() && p99.isPresent()
                    ? new Latency(p50.getAsDouble(), p95.getAsDouble(), p99.getAsDouble())
                    : null;
        }
    }

    /**
     * A breach from open to closed.
     *
     * @param id its identity, on which everything that follows from it is based
     * @param openedAt when it was noticed
     */
    public record Episode(String id, Instant openedAt) {}

    /** States that were said by an earlier version have no problems, and tell nothing unread. */
    @SuppressWarnings("NullableProblems")
    public SloState {
        windows = List.copyOf(windows);
        unread = unread == null ? Unread.NONE : unread;
        problems = problems == null ? List.of() : List.copyOf(problems);
    }

    /**
     * An objective seen over counts; it is only a view, so a changed objective needs no other
     * counts.
     */
    public static SloState of(
            Slo slo,
            RollingCounts counts,
            Visible visible,
            Unread unread,
            List<String> problems,
            @Nullable Episode episode,
            Instant now) {
        List<Window> windows = new ArrayList<>();
        List<String> all = new ArrayList<>(problems);
        SloCounts seenBySlo = counts.seenBy(slo);
        for (Duration length : counts.windows()) {
            Sli seen = seenBySlo.sli(length);
            Duration covered = counts.covered(length, now);
            windows.add(window(slo, seen, length, counts, covered));
            if (windows.size() == 1) {
                LatencyProblems.of(slo, seen, length, covered).ifPresent(all::add);
            }
        }
        return new SloState(
                slo.id(),
                slo.service(),
                slo.objective().toString(),
                windows,
                Seen.of(visible),
                unread,
                all,
                episode,
                now);
    }

    /**
     * Whether anything but the time of evaluation differs; the rate of requests, which changes with
     * time alone, is not looked at.
     */
    public boolean saysTheSameAs(@Nullable SloState other) {
        return other != null
                && equals(
                        new SloState(
                                other.id,
                                other.service,
                                other.objective,
                                other.windows.size() == windows.size()
                                        ? withRatesOf(other.windows)
                                        : other.windows,
                                other.seen,
                                other.unread,
                                other.problems,
                                other.episode,
                                evaluatedAt));
    }

    private List<Window> withRatesOf(List<Window> others) {
        List<Window> alike = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            alike.add(others.get(i).withRate(windows.get(i).requestsPerSecond()));
        }
        return alike;
    }

    private static Window window(
            Slo slo, Sli seen, Duration length, RollingCounts counts, Duration covered) {
        Counts answered = seen.answered();
        OptionalDouble coverage = counts.coverage(length);
        double seconds = covered.toMillis() / 1000.0;
        return new Window(
                length,
                seen.counts(),
                BurnRate.badRatio(seen.counts()).orElse(null),
                BurnRate.of(seen.counts(), slo.objective()).orElse(null),
                counts.observed(length),
                coverage.isPresent() ? coverage.getAsDouble() : null,
                covered.compareTo(LEAST_COVERED) < 0
                        ? null
                        : (answered.total() + answered.excluded()) / seconds,
                BurnRate.badRatio(answered).orElse(null),
                Latency.of(seen.latency()));
    }
}
