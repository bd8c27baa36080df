package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a split showed lately, in slots of ten seconds as those of the budget, so that
 * the windows of both begin and end alike. Only of one canary: with another, begin anew. Not
 * thread-safe.
 */
public final class TrackCounts {
    private static final long SLOT_SECONDS = 10;

    /**
     * Both sides in a window.
     *
     * @param firstBadAt first reading in it that showed a bad canary request, or null
     */
    public record Both(Counts canary, Counts stable, @Nullable Instant firstBadAt) {}

    private final ResourceId fuse;
    private final ResourceId slo;
    private final Instant since;
    private final TreeMap<Instant, TrackSlot> slots = new TreeMap<>();

    /**
     * @param since since when the canary is counted
     */
    public TrackCounts(ResourceId fuse, ResourceId slo, Instant since) {
        this.fuse = fuse;
        this.slo = slo;
        this.since = since;
    }

    /** Puts back a slot that was kept; says whether it is of this canary. */
    public boolean restore(TrackSlot kept) {
        boolean own = kept.since().equals(since);
        if (own) {
            slots.put(kept.begin(), kept);
        }
        return own;
    }

    /** Adds what a block showed; tells the slot that is to be kept. */
    public TrackSlot add(Counts canary, Counts stable, @Nullable Instant firstBadAt, Instant now) {
        Instant begin = beginOf(now);
        TrackSlot before =
                slots.getOrDefault(
                        begin,
                        new TrackSlot(fuse, slo, since, begin, Counts.NONE, Counts.NONE, null));
        TrackSlot next = before.plus(canary, stable, firstBadAt);
        slots.put(begin, next);
        return next;
    }

    /** Forgets what is older than the longest window; tells which slots those were. */
    public List<TrackSlot> forget(Duration longest, Instant now) {
        List<TrackSlot> old = List.copyOf(slots.headMap(from(longest, now)).values());
        old.forEach(slot -> slots.remove(slot.begin()));
        return old;
    }

    /** All there is. */
    public List<TrackSlot> slots() {
        return List.copyOf(slots.values());
    }

    /** Both sides in a window that ends now. */
    public Both window(Duration length, Instant now) {
        Counts canary = Counts.NONE;
        Counts stable = Counts.NONE;
        Instant firstBadAt = null;
        for (TrackSlot slot : slots.tailMap(from(length, now)).values()) {
            canary = canary.plus(slot.canary());
            stable = stable.plus(slot.stable());
            firstBadAt = firstBadAt == null ? slot.firstBadAt() : firstBadAt;
        }
        return new Both(canary, stable, firstBadAt);
    }

    /** As the windows of a budget: so long, up to the end of the slot that is under way. */
    private static Instant from(Duration length, Instant now) {
        return beginOf(now).plusSeconds(SLOT_SECONDS).minus(length);
    }

    private static Instant beginOf(Instant now) {
        return Instant.ofEpochSecond(
                Math.floorDiv(now.getEpochSecond(), SLOT_SECONDS) * SLOT_SECONDS);
    }
}
