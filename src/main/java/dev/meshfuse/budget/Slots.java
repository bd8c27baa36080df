package dev.meshfuse.budget;

import dev.meshfuse.sli.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one service as the {@link Ladder} wants them. All times are seconds since 1970. Not
 * thread-safe.
 */
final class Slots {
    /**
     * Newest slots that are held on the heap beside the store, since nearly all readings go there:
     * the current one and those that a reading of a minute ago may touch.
     */
    private static final long HELD = 60;

    private final SlotStore store;
    private final Map<SlotId, Slot> held = new HashMap<>();
    private long end;

    /** Slots that go on where the store's end. */
    Slots(SlotStore store) {
        this.store = store;
        this.end = Ladder.leastEnd(store::newest);
    }

    /** End of the newest slot; 0 before there was any time. */
    long end() {
        return end;
    }

    /** The slot that holds a time. */
    SlotId at(long time) {
        return Ladder.slotAt(time, end);
    }

    /** Whether the service was read in the current slot. */
    boolean isCurrentRead() {
        Slot current = get(SlotId.at(0, end - 1));
        return current != null && current.parts() > 0;
    }

    /**
     * Adds to a slot; nothing is written if that changes nothing.
     *
     * @param firstPart number of the first part in which the service was read
     * @param lastPart number of the last one
     * @return in how many parts it was not known to be read before
     */
    int add(SlotId id, Tally gained, int firstPart, int lastPart) {
        Slot known = get(id);
        Slot slot = known == null ? new Slot() : known;
        int parts = slot.markRead(firstPart, lastPart + 1);
        if (parts > 0 || !gained.isEmpty()) {
            slot.tally().add(gained);
            put(id, slot);
        }
        return parts;
    }

    /**
     * Changes what was counted in a slot.
     *
     * @return false when there is no such slot
     */
    boolean correct(SlotId id, Tally change) {
        Slot slot = get(id);
        if (slot == null) {
            return false;
        }
        slot.tally().add(change);
        put(id, slot);
        return true;
    }

    /** Goes through the slots that begin in a time; no edge of it may lie within one. */
    void each(long from, long to, BiConsumer<SlotId, Slot> action) {
        for (int resolution = 0; resolution < Ladder.RESOLUTIONS; resolution++) {
            long finer = resolution == 0 ? end : Ladder.from(resolution - 1, end);
            long first = Math.max(Math.max(0, from), Ladder.from(resolution, end));
            long last = Math.min(to, finer);
            if (first < last) {
                long slot = Ladder.slot(resolution);
                store.each(resolution, first / slot, last / slot, action);
            }
        }
    }

    /** Forgets the slots that begin in a time, of whatever resolution. */
    void delete(long from, long to) {
        for (int resolution = 0; resolution < Ladder.RESOLUTIONS; resolution++) {
            long slot = Ladder.slot(resolution);
            store.delete(resolution, from / slot, to / slot);
        }
    }

    /** Moves time on, and makes longer slots of those that have grown old. */
    void moveTo(long newEnd) {
        long oldEnd = end;
        end = newEnd;
        held.keySet().removeIf(id -> id.end() < end - HELD);
        for (int finer = 0; finer < Ladder.RESOLUTIONS - 1; finer++) {
            long from = Math.max(0, Ladder.from(finer, oldEnd));
            long to = Ladder.from(finer, newEnd);
            if (from < to) {
                merge(finer, from / Ladder.slot(finer), to / Ladder.slot(finer));
            }
        }
    }

    private void merge(int finer, long from, long to) {
        Map<SlotId, Slot> longer = new HashMap<>();
        store.each(
                finer,
                from,
                to,
                (id, slot) -> {
                    SlotId into = SlotId.at(finer + 1, id.begin());
                    longer.computeIfAbsent(into, this::getOrBegin)
                            .merge(slot, (int) ((id.begin() - into.begin()) / Ladder.PART));
                });
        longer.forEach(store::put);
        store.delete(finer, from, to);
    }

    private Slot getOrBegin(SlotId id) {
        Slot kept = store.get(id);
        return kept == null ? new Slot() : kept;
    }

    private @Nullable Slot get(SlotId id) {
        Slot known = held.get(id);
        return known == null ? store.get(id) : known;
    }

    private void put(SlotId id, Slot slot) {
        store.put(id, slot);
        if (id.end() >= end - HELD) {
            held.put(id, slot);
        }
    }
}
