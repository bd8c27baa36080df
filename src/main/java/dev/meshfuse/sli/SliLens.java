package dev.meshfuse.sli;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Slo;
import java.util.HashMap;
import java.util.Map;

/**
 * How one objective looks at requests. It remembers what it thinks of each class, since a policy
 * compares texts. Not thread-safe.
 */
public final class SliLens {
    /** Services answer with some dozen codes; one that makes up more has them judged anew. */
    private static final int REMEMBERED = 256;

    /** What a class of requests is to the objective. */
    private enum Judged {
        GOOD(Outcome.GOOD),
        BAD(Outcome.BAD),
        EXCLUDED(Outcome.EXCLUDED),
        /** Another report of the same requests is counted. */
        NOT_TAKEN(Outcome.EXCLUDED);

        private final Outcome outcome;

        Judged(Outcome outcome) {
            this.outcome = outcome;
        }
    }

    private final CountingPolicy counting;
    private final Indicator indicator;
    private final Map<RequestClass, Judged> judged = new HashMap<>();

    /** The lens of an objective. */
    public SliLens(Slo slo) {
        this.counting = slo.counting();
        this.indicator = slo.indicator();
    }

    /** Whether an objective looks at requests in this way. */
    public boolean isOf(Slo slo) {
        return indicator.equals(slo.indicator()) && counting.equals(slo.counting());
    }

    /** A tally in numbers. */
    public SliSum of(Tally tally) {
        SliSum sum = new SliSum();
        tally.eachRequest((request, count) -> {
            Judged its = judged(request);
            if (its != Judged.NOT_TAKEN) {
                sum.addAnswered(its.outcome, count);
            }
        });
        switch (indicator) {
            case Indicator.Availability availability -> sum.measureAnswered();
            case Indicator.Latency limit -> measureLatency(tally, limit.millis(), sum);
        }
        return sum;
    }

    /**
     * Durations of requests that count, for people: of those that are good or bad by availability,
     * or of good ones only where latency is measured.
     */
    public LatencyCounts latency(Tally tally) {
        LatencyCounts[] sum = {LatencyCounts.NONE};
        boolean alsoBad = indicator instanceof Indicator.Availability;
        tally.eachLatency((request, durations) -> {
            Judged its = judged(request);
            if (its == Judged.GOOD || (alsoBad && its == Judged.BAD)) {
                sum[0] = sum[0].plus(durations);
            }
        });
        return sum[0];
    }

    /** How long requests with an error took is no measure: they are excluded. */
    private void measureLatency(Tally tally, double threshold, SliSum sum) {
        tally.eachLatency((request, durations) -> {
            switch (judged(request)) {
                case GOOD ->
                        sum.addJudged(
                                durations.atMost(threshold),
                                durations.judgedBy(threshold),
                                durations.total());
                case BAD, EXCLUDED -> sum.addExcluded(durations.total());
                case NOT_TAKEN -> {}
            }
        });
    }

    private Judged judged(RequestClass request) {
        Judged known = judged.get(request);
        if (known != null) {
            return known;
        }
        if (judged.size() >= REMEMBERED) {
            judged.clear();
        }
        Judged its = judge(request);
        judged.put(request, its);
        return its;
    }

    private Judged judge(RequestClass request) {
        if (!request.isReportedTo(counting.reporter())) {
            return Judged.NOT_TAKEN;
        }
        return switch (Outcome.of(request, counting)) {
            case GOOD -> Judged.GOOD;
            case BAD -> Judged.BAD;
            case EXCLUDED -> Judged.EXCLUDED;
        };
    }
}
