package dev.meshfuse.verdict;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.Visible;
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
 * @param thresholdNats evidence at which it is taken as shown
 * @param limitRatio the bad ratio that may be shown
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param blind why too little is visible to judge, or null
 * @param stableSeen what is seen of the stable side
 * @param canarySeen what is seen of the canary
 * @param episode the breach that is open, or null
 * @param evaluatedAt when this was
 */
public record EvidenceState(
        ResourceId fuse,
        ResourceId slo,
        String verdict,
        double canaryNats,
        double stableNats,
        double thresholdNats,
        double limitRatio,
        String canaryIdentity,
        String toldApartBy,
        @Nullable String blind,
        Visible stableSeen,
        Visible canarySeen,
        @Nullable String episode,
        Instant evaluatedAt) {
    /** What a watch says now. */
    public static EvidenceState of(CanaryWatch watch, SplitSight sight, Instant now) {
        CanaryWatch.Episode episode = watch.episode();
        CanaryWatch.Blindness blindness = watch.blindness();
        return new EvidenceState(
                watch.fuse(),
                watch.slo(),
                watch.verdict().word(),
                watch.canary().evidence(),
                watch.stable().evidence(),
                watch.canary().threshold(),
                watch.canary().limitRatio(),
                watch.canaryIdentity(),
                watch.toldApartBy(),
                blindness == null ? null : blindness.reason(),
                sight.stable().visible(),
                sight.canary().visible(),
                episode == null ? null : episode.id(),
                now);
    }

    /** Whether anything but the time of evaluation differs. */
    public boolean saysTheSameAs(@Nullable EvidenceState other) {
        return other != null
                && equals(
                        new EvidenceState(
                                other.fuse,
                                other.slo,
                                other.verdict,
                                other.canaryNats,
                                other.stableNats,
                                other.thresholdNats,
                                other.limitRatio,
                                other.canaryIdentity,
                                other.toldApartBy,
                                other.blind,
                                other.stableSeen,
                                other.canarySeen,
                                other.episode,
                                evaluatedAt));
    }
}
