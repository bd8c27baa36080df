package dev.meshfuse.fuse;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fuse at one moment, as shown to people.
 *
 * @param fuse the fuse
 * @param phase one word
 * @param history what it did and did not do, newest first
 */
public record FuseState(ResourceId fuse, String phase, List<Entry> history) {
    /** Entries kept. */
    static final int HISTORY = 20;

    /** One event of a fuse, in short; its evidence is on the topic of actions. */
    public record Entry(Instant at, FuseEvent.Type type, String episode, String summary) {}

    public FuseState {
        history = List.copyOf(history);
    }

    /** A fuse that has done nothing yet. */
    public static FuseState armed(ResourceId fuse) {
        return new FuseState(fuse, new FusePhase.Armed().word(), List.of());
    }

    /** The state after one more event; an event that is said again changes nothing. */
    public FuseState after(FuseEvent event, @Nullable FusePhase next) {
        Entry entry = new Entry(event.at(), event.type(), event.episode(), event.summary());
        List<Entry> entries = new ArrayList<>(history);
        if (entries.stream()
                .noneMatch(e -> e.type() == entry.type() && e.episode().equals(entry.episode()))) {
            entries.addFirst(entry);
        }
        return new FuseState(
                fuse,
                next == null ? phase : next.word(),
                entries.subList(0, Math.min(HISTORY, entries.size())));
    }
}
