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
 * @param lastTripAt when it last tripped, or null
 * @param unproven episode of the trip whose callers have not been seen to stop yet, or null
 */
public record FuseState(
        ResourceId fuse,
        String phase,
        List<Entry> history,
        @Nullable String heldBy,
        @Nullable Instant lastTripAt,
        @Nullable String unproven) {
    /** Entries kept. */
    static final int HISTORY = 20;

    /**
     * One event of a fuse, in short; its evidence is on the topic of actions.
     *
     * @param severity {@code page} where a person must look now; else null
     */
    public record Entry(
            Instant at,
            FuseEvent.Type type,
            String episode,
            String summary,
            @Nullable FuseCommand command,
            @Nullable String severity) {
        /** One that answers no command, and for which nobody need be called. */
        public Entry(Instant at, FuseEvent.Type type, String episode, String summary) {
            this(at, type, episode, summary, null, null);
        }
    }

    public FuseState {
        history = List.copyOf(history);
    }

    /** Of a fuse that has not tripped, and that no command holds. */
    public FuseState(ResourceId fuse, String phase, List<Entry> history) {
        this(fuse, phase, history, null, null, null);
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
                        event.command(),
                        event.severity());
        List<Entry> entries = new ArrayList<>(history);
        if (entries.stream()
                .noneMatch(e -> e.type() == entry.type() && e.episode().equals(entry.episode()))) {
            entries.addFirst(entry);
        }
        List<Entry> latest = entries.subList(0, Math.min(HISTORY, entries.size()));
        if (next == null) {
            return new FuseState(fuse, phase, latest, heldAfter(event), lastTripAt, unproven);
        }
        FusePhase.Trip trip = next.unproven();
        return new FuseState(
                fuse,
                next.word(),
                latest,
                heldAfter(event),
                next instanceof FusePhase.Tripped tripped ? tripped.patchedAt() : lastTripAt,
                trip == null ? null : trip.episode());
    }

    private @Nullable String heldAfter(FuseEvent event) {
        return switch (event.type()) {
            case HELD -> event.command() == null ? heldBy : event.episode();
            case TRIPPED -> null;
            case RESET -> event.command() == null ? heldBy : null;
            case SKIPPED, PROPOSED, FAILED, VERIFIED, BLIND, RELEASED, CONTESTED -> heldBy;
        };
    }
}
