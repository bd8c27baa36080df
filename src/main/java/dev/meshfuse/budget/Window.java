package dev.meshfuse.budget;

import dev.meshfuse.sli.Tally;
import java.time.Duration;

/**
 * A running sum over the newest slots. Its edge moves in slots of the resolution that is kept at
 * its age, so it covers at most its length, and is shorter by less than one such slot.
 */
final class Window {
    private final Duration length;
    private final long slot;
    private final Tally sum = new Tally();
    private long from;
    private int parts;
    private boolean summed;

    /**
     * A window of which no slot was added yet.
     *
     * @param end end of the newest slot
     */
    Window(Duration length, long end) {
        this.length = length;
        this.slot = Ladder.slot(Ladder.resolutionOf(length.toSeconds()));
        this.from = fromAt(end);
    }

    /** How long it is. */
    Duration length() {
        return length;
    }

    /** Its requests. */
    Tally sum() {
        return sum;
    }

    /** In how many parts of slots the service was read. */
    int parts() {
        return parts;
    }

    /** Begin of the oldest slot in it, in seconds. */
    long from() {
        return from;
    }

    /** The same when the newest slot ends then. */
    long fromAt(long end) {
        return Ladder.up(end - length.toSeconds(), slot);
    }

    /** Whether the slots that were there before it have been added. */
    boolean isSummed() {
        return summed;
    }

    void setSummed() {
        summed = true;
    }

    void moveTo(long newFrom) {
        from = newFrom;
    }

    boolean holds(SlotId id) {
        return id.begin() >= from;
    }

    void add(Tally gained, int partsRead) {
        sum.add(gained);
        parts += partsRead;
    }

    void subtract(Slot left) {
        sum.subtract(left.tally());
        parts -= left.parts();
    }

    void clear() {
        sum.clear();
        parts = 0;
    }
}
