package dev.meshfuse.budget;

import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** The slots of one service, to look at; others may change them meanwhile. */
public interface SlotSource {
    /**
     * Goes through the slots of a resolution in order of time. What is given is the caller's to
     * change.
     *
     * @param from number of the first
     * @param to number after the last
     */
    void each(int resolution, long from, long to, BiConsumer<SlotId, Slot> action);

    /** Number of the newest slot of a resolution. */
    OptionalLong newest(int resolution);
}
