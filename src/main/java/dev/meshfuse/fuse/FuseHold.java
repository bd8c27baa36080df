package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a canary must not get more traffic than it had at its beginning. It may have
 * several reasons at once, each with its own beginning and end; the canary is held until the last
 * one ends.
 *
 * @param episode the time of doubt that has lasted longest
 * @param targetUid UID of the object that is held
 * @param recorded what the first plan of it changed, or the weights it found
 * @param putBack how often somebody gave the canary more in it and it was taken back
 * @param announced whether the last of all this was said for {@code episode}
 * @param others the other times of doubt, in the order in which they began
 */
public record FuseHold(
        String episode,
        String targetUid,
        List<WeightChange> recorded,
        int putBack,
        boolean announced,
        List<Other> others) {
    /**
     * Another time of doubt.
     *
     * @param episode which one
     * @param announced whether it was said
     */
    public record Other(String episode, boolean announced) {}

    /** A status that was written before there could be others has none. */
    @SuppressWarnings("ConstantValue")
    public FuseHold {
        recorded = List.copyOf(recorded);
        others = others == null ? List.of() : List.copyOf(others);
    }

    /** For one reason only. */
    public FuseHold(
            String episode,
            String targetUid,
            List<WeightChange> recorded,
            int putBack,
            boolean announced) {
        this(episode, targetUid, recorded, putBack, announced, List.of());
    }

    /** Whether that is one of its reasons. */
    public boolean isFor(String doubt) {
        return doubts().anyMatch(one -> one.episode().equals(doubt));
    }

    /** Whether people know that it stands for that reason. */
    public boolean isAnnounced(String doubt) {
        return doubts().anyMatch(one -> one.episode().equals(doubt) && one.announced());
    }

    /** The same, for one reason more. */
    public FuseHold joinedBy(String doubt) {
        return of(Stream.concat(doubts(), Stream.of(new Other(doubt, false))).toList(), putBack);
    }

    /** The same, and people know that it stands for that reason. */
    public FuseHold said(String doubt) {
        return of(each(doubt, one -> new Other(doubt, true)), putBack);
    }

    /** The canary got more, and it is to be taken back, which is said for that reason. */
    public FuseHold again(String doubt) {
        return of(each(doubt, one -> new Other(doubt, false)), putBack + 1);
    }

    /** What is left when a reason ends; null for nothing. */
    public @Nullable FuseHold without(String doubt) {
        List<Other> left = doubts().filter(one -> !one.episode().equals(doubt)).toList();
        return left.isEmpty() ? null : of(left, putBack);
    }

    /** The identity of what is to be said: each time that something was put back is news. */
    public String news(String doubt) {
        return putBack == 0 ? doubt : doubt + "/" + putBack;
    }

    /** What a trip that comes in a hold must take back with its own changes. */
    List<WeightChange> with(List<WeightChange> changes) {
        List<WeightChange> all = new ArrayList<>(changes);
        recorded.stream()
                .filter(mine -> mine.before() != mine.after())
                .filter(mine ->
                        changes.stream().noneMatch(other -> other.path().equals(mine.path())))
                .forEach(all::add);
        return all;
    }

    private Stream<Other> doubts() {
        return Stream.concat(Stream.of(new Other(episode, announced)), others.stream());
    }

    private List<Other> each(String doubt, UnaryOperator<Other> change) {
        return doubts().map(one -> one.episode().equals(doubt) ? change.apply(one) : one).toList();
    }

    private FuseHold of(List<Other> doubts, int times) {
        Other first = doubts.getFirst();
        return new FuseHold(
                first.episode(),
                targetUid,
                recorded,
                times,
                first.announced(),
                doubts.subList(1, doubts.size()));
    }
}
