package dev.meshfuse.budget;

import org.jspecify.annotations.Nullable;

/**
 * Where the slots of one service are kept, each as a record of its own. It must not be changed
 * while it is gone through.
 */
public interface SlotStore extends SlotSource {
    /** A slot, which is the caller's to change; null when there is none. */
    @Nullable Slot get(SlotId id);

    /** Keeps what a slot holds now; it may be changed afterwards, and be given again. */
    void put(SlotId id, Slot slot);

    /** Forgets slots, also those that cannot be read; numbers as in {@link #each}. */
    void delete(int resolution, long from, long to);
}
