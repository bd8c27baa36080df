package dev.meshfuse.budget;

/**
 * Which slot of time.
 *
 * @param resolution a step of the {@link Ladder}; 0 is the finest
 * @param number how many slots of its length there were since 1970
 */
public record SlotId(int resolution, long number) {
    static SlotId at(int resolution, long time) {
        return new SlotId(resolution, Math.floorDiv(time, Ladder.slot(resolution)));
    }

    /** When it begins, in seconds since 1970. */
    public long begin() {
        return number * Ladder.slot(resolution);
    }

    /** When it ends, in seconds since 1970; itself not in the slot. */
    public long end() {
        return begin() + Ladder.slot(resolution);
    }
}
