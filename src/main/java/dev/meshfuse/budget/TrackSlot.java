package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.Counts;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the sides of a split showed in ten seconds, as one objective counts it.
 *
 * @param fuse the fuse whose split it is
 * @param slo the objective
 * @param since since when its canary is counted; slots of another canary are none of its own
 * @param begin when the ten seconds began
 * @param canary requests to the canary
 * @param stable requests to stable
 * @param firstBadAt first reading in it that showed a bad canary request, or null
 */
public record TrackSlot(
        ResourceId fuse,
        ResourceId slo,
        Instant since,
        Instant begin,
        Counts canary,
        Counts stable,
        @Nullable Instant firstBadAt) {
    public TrackSlot {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(slo, "slo");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(canary, "canary");
        Objects.requireNonNull(stable, "stable");
    }

    TrackSlot plus(Counts moreCanary, Counts moreStable, @Nullable Instant badAt) {
        return new TrackSlot(
                fuse,
                slo,
                since,
                begin,
                canary.plus(moreCanary),
                stable.plus(moreStable),
                firstBadAt == null ? badAt : firstBadAt);
    }
}
