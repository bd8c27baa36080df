package dev.meshfuse.budget;

import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where the slots of one service are kept, each as a record of its own. */
public interface SlotStore {
    /** A slot, which is the caller's to change; null when there is none. */
    @Nullable Slot get(SlotId id);

    /** Keeps what a slot holds now; it may be changed afterwards, and be given again. */
    void put(SlotId id, Slot slot);

    /**
     * Goes through the slots of a resolution in order of time. What is given is the caller's to
     * change; the store must not be changed meanwhile.
     *
     * @param from number of the first
     * @param to number after the last
     */
    void each(int resolution, long from, long to, BiConsumer<SlotId, Slot> action);

    /** Forgets slots, also those that cannot be read; numbers as in {@link #each}. */
    void delete(int resolution, long from, long to);

    /** Number of the newest slot of a resolution. */
    OptionalLong newest(int resolution);
}
