package dev.meshfuse.verdict;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.Visible;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The evidence against a canary at one moment, as shown to people.
 *
 * @param fuse the fuse
 * @param slo the objective
 * @param verdict one word
 * @param canaryNats evidence that the canary is above its limit
 * @param stableNats the same of stable
 * @param relativeNats evidence that the canary is worse than stable by more than it may be
 * @param weakestNats the least of it, if any one caller or any one pod is left out
 * @param leftOut who is left out then; empty where nobody can be told apart
 * @param thresholdNats evidence at which it is taken as shown
 * @param limitRatio the bad ratio that may be shown
 * @param allowed what the canary was allowed beside stable in the last block, or null
 * @param times how many times stable's bad ratio the canary shows, with an interval of 95 %; null
 *     before both have had a request
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param blind why too little is visible to judge, or null
 * @param stableSeen what is seen of the stable side
 * @param canarySeen what is seen of the canary
 * @param held why the canary is to get no more traffic, or null
 * @param episode the breach that is open, or null
 * @param evaluatedAt when this was
 */
public record EvidenceState(
        ResourceId fuse,
        ResourceId slo,
        String verdict,
        double canaryNats,
        double stableNats,
        double relativeNats,
        double weakestNats,
        String leftOut,
        double thresholdNats,
        double limitRatio,
        StableShown.@Nullable Allowed allowed,
        Compared.@Nullable Interval times,
        String canaryIdentity,
        String toldApartBy,
        @Nullable String blind,
        Visible stableSeen,
        Visible canarySeen,
        @Nullable String held,
        @Nullable String episode,
        Instant evaluatedAt) {
    /** What moves with every request, and decides nothing, is told anew no more often; chosen. */
    private static final Duration MOVES = Duration.ofSeconds(30);

    /** What a watch says now. */
    public static EvidenceState of(CanaryWatch watch, SplitSight sight, Instant now) {
        CanaryTests tests = watch.tests();
        LeaveOneOut.Weakest weakest = tests.weakest();
        CanaryWatch.Episode episode = watch.episode();
        CanaryWatch.Blindness blindness = watch.blindness();
        CanaryWatch.Hold hold = watch.hold();
        return new EvidenceState(
                watch.fuse(),
                watch.slo(),
                watch.verdict().word(),
                tests.absolute().evidence(),
                watch.stable().evidence(),
                tests.raw().evidence(),
                weakest.nats(),
                weakest.leftOut(),
                tests.settings().threshold(),
                tests.settings().limitRatio(),
                tests.allowed(),
                tests.compared().interval(),
                watch.canaryIdentity(),
                watch.toldApartBy(),
                blindness == null ? null : blindness.reason(),
                sight.stable().visible(),
                sight.canary().visible(),
                hold == null ? null : hold.reason(),
                episode == null ? null : episode.id(),
                now);
    }

    /**
     * Whether nothing differs that is worth telling: anything but the time of evaluation, and what
     * moves with every request if that was told lately.
     */
    public boolean saysTheSameAs(@Nullable EvidenceState other) {
        if (other == null) {
            return false;
        }
        boolean lately = evaluatedAt.isBefore(other.evaluatedAt.plus(MOVES));
        return equals(
                new EvidenceState(
                        other.fuse,
                        other.slo,
                        other.verdict,
                        other.canaryNats,
                        other.stableNats,
                        other.relativeNats,
                        other.weakestNats,
                        lately ? leftOut : other.leftOut,
                        other.thresholdNats,
                        other.limitRatio,
                        lately ? allowed : other.allowed,
                        lately ? times : other.times,
                        other.canaryIdentity,
                        other.toldApartBy,
                        other.blind,
                        other.stableSeen,
                        other.canarySeen,
                        other.held,
                        other.episode,
                        evaluatedAt));
    }
}
