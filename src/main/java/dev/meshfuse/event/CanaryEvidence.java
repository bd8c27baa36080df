package dev.meshfuse.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What speaks against a canary, with everything it was judged by.
 *
 * @param slo name of the objective, {@code namespace/name}
 * @param objective the objective, such as {@code 99.9%}
 * @param limitRatio the bad ratio the canary may show: burn limit x allowed bad ratio
 * @param burnLimit the burn limit
 * @param falseAlarmsPer mean time between false alarms at the limit, ISO 8601
 * @param canaryNats evidence that the canary is above the limit, in nats
 * @param stableNats the same of stable
 * @param thresholdNats evidence at which it is taken as shown
 * @param blocks what the last blocks showed, oldest first
 * @param fuseGeneration generation of the fuse's definition
 * @param canaryIdentity what the canary ran
 * @param toldApartBy what told canary and stable apart
 * @param stableSeen what was seen of the stable side
 * @param canarySeen what was seen of the canary
 * @param firstBadAt when the reading was made that first showed a bad canary request since the
 *     evidence was last zero
 * @param decidedAt when the last block was closed
 * @param comparison how the canary compares with stable; null before it could be compared
 */
public record CanaryEvidence(
        String slo,
        String objective,
        double limitRatio,
        String burnLimit,
        String falseAlarmsPer,
        double canaryNats,
        double stableNats,
        double thresholdNats,
        List<Block> blocks,
        long fuseGeneration,
        String canaryIdentity,
        String toldApartBy,
        Seen stableSeen,
        Seen canarySeen,
        Instant firstBadAt,
        Instant decidedAt,
        @Nullable Comparison comparison) {
    /**
     * The canary beside stable.
     *
     * @param nullHypothesis what the evidence speaks against, in words
     * @param allowedRatio the bad ratio that the canary was allowed in the last block: rho times
     *     what stable shows
     * @param stableRatio what stable shows, of which that is rho times
     * @param stableNow whether that is what stable shows right now, and not what it shows usually
     * @param rho how many times worse than stable a canary may be
     * @param nats evidence that the canary is worse than allowed
     * @param weakestNats the least that is left of it if any one caller or any one pod is left out,
     *     each block being worth less
     * @param leftOut who is left out then; empty where nobody can be told apart
     * @param span blocks that a burst of stable's errors may last; every block counts for one part
     *     in so many
     * @param clustering how much stable's errors run across blocks; 1 for not at all
     * @param times how many times stable's bad ratio the canary showed in the last hour
     */
    public record Comparison(
            String nullHypothesis,
            double allowedRatio,
            double stableRatio,
            boolean stableNow,
            String rho,
            double nats,
            double weakestNats,
            String leftOut,
            int span,
            double clustering,
            @Nullable Times times) {}

    /**
     * A ratio with its interval of 95 %, for one look and independent requests; nothing is decided
     * by it.
     */
    public record Times(double low, double estimate, double high) {}

    /**
     * The requests of one interval of evaluation.
     *
     * @param closedAt when it ended
     * @param canaryRequests requests to the canary that count
     * @param canaryBad those of them that were bad
     * @param stableRequests requests to stable that count
     * @param stableBad those of them that were bad
     */
    public record Block(
            Instant closedAt,
            long canaryRequests,
            long canaryBad,
            long stableRequests,
            long stableBad) {}

    /**
     * What could be seen of a side.
     *
     * @param kind {@code Traffic}, or a kind of no data: {@code NoTraffic}, {@code TargetsDown},
     *     {@code Vanished}, {@code NeverSeen}
     * @param reason one sentence for people
     * @param targetsRead proxies that show it and are read
     * @param targetsSilent proxies that showed it and cannot be read
     * @param coverageRatio share of the requests that arrived there lately whose caller reports
     *     them too; null where no server reports any
     */
    public record Seen(
            String kind,
            String reason,
            int targetsRead,
            int targetsSilent,
            @Nullable Double coverageRatio) {}

    public CanaryEvidence {
        blocks = List.copyOf(blocks);
    }

    /** Evidence of a canary that could not be compared with stable. */
    public CanaryEvidence(
            String slo,
            String objective,
            double limitRatio,
            String burnLimit,
            String falseAlarmsPer,
            double canaryNats,
            double stableNats,
            double thresholdNats,
            List<Block> blocks,
            long fuseGeneration,
            String canaryIdentity,
            String toldApartBy,
            Seen stableSeen,
            Seen canarySeen,
            Instant firstBadAt,
            Instant decidedAt) {
        this(
                slo,
                objective,
                limitRatio,
                burnLimit,
                falseAlarmsPer,
                canaryNats,
                stableNats,
                thresholdNats,
                blocks,
                fuseGeneration,
                canaryIdentity,
                toldApartBy,
                stableSeen,
                canarySeen,
                firstBadAt,
                decidedAt,
                null);
    }
}
