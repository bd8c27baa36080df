package dev.meshfuse.fuse;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.ArrayList;
import java.util.List;

/**
 * A time in which a canary must not get more traffic than it had at its beginning.
 *
 * @param episode the time of doubt
 * @param targetUid UID of the object that is held
 * @param recorded what the first plan of it changed, or the weights it found
 * @param putBack how often somebody gave the canary more in it and it was taken back
 * @param announced whether the last of all this was said
 */
public record FuseHold(
        String episode,
        String targetUid,
        List<WeightChange> recorded,
        int putBack,
        boolean announced) {
    public FuseHold {
        recorded = List.copyOf(recorded);
    }

    /** The same, and people know of it. */
    public FuseHold said() {
        return new FuseHold(episode, targetUid, recorded, putBack, true);
    }

    /** The canary got more, and it is to be taken back. */
    public FuseHold again() {
        return new FuseHold(episode, targetUid, recorded, putBack + 1, false);
    }

    /** The identity of what is to be said: each time that something was put back is news. */
    public String news() {
        return putBack == 0 ? episode : episode + "/" + putBack;
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
}
