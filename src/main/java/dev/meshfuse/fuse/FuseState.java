package dev.meshfuse.fuse;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseCommand;
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
 * @param heldBy episode of the command that holds its canary, or null
 */
public record FuseState(
        ResourceId fuse, String phase, List<Entry> history, @Nullable String heldBy) {
    /** Entries kept. */
    static final int HISTORY = 20;

    /** One event of a fuse, in short; its evidence is on the topic of actions. */
    public record Entry(
            Instant at,
            FuseEvent.Type type,
            String episode,
            String summary,
            @Nullable FuseCommand command) {
        /** One that answers no command. */
        public Entry(Instant at, FuseEvent.Type type, String episode, String summary) {
            this(at, type, episode, summary, null);
        }
    }

    /** A fuse that no command holds. */
    public FuseState(ResourceId fuse, String phase, List<Entry> history) {
        this(fuse, phase, history, null);
    }

    public FuseState {
        history = List.copyOf(history);
    }

    /** A fuse that has done nothing yet. */
    public static FuseState armed(ResourceId fuse) {
        return new FuseState(fuse, new FusePhase.Armed().word(), List.of());
    }

    /** The state after one more event; an event that is said again changes nothing. */
    public FuseState after(FuseEvent event, @Nullable FusePhase next) {
        Entry entry =
                new Entry(
                        event.at(),
                        event.type(),
                        event.episode(),
                        event.summary(),
                        event.command());
        List<Entry> entries = new ArrayList<>(history);
        if (entries.stream()
                .noneMatch(e -> e.type() == entry.type() && e.episode().equals(entry.episode()))) {
            entries.addFirst(entry);
        }
        return new FuseState(
                fuse,
                next == null ? phase : next.word(),
                entries.subList(0, Math.min(HISTORY, entries.size())),
                heldAfter(event));
    }

    private @Nullable String heldAfter(FuseEvent event) {
        return switch (event.type()) {
            case HELD -> event.command() == null ? heldBy : event.episode();
            case TRIPPED, RESET -> null;
            case SKIPPED, PROPOSED, FAILED, VERIFIED, BLIND, RELEASED -> heldBy;
        };
    }
}
