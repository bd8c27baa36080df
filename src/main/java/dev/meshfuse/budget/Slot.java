package dev.meshfuse.budget;

import dev.meshfuse.sli.Tally;
import java.util.BitSet;

/**
 * What one slot of time saw of a service; kept as a record of its own. It knows in which of its
 * parts, of ten seconds each, the service was read, whether it had requests or not. Not
 * thread-safe.
 */
public final class Slot {
    /** Parts of the longest slot. */
    public static final int MOST_PARTS = (int) (Ladder.LONGEST / Ladder.PART);

    private final Tally tally;
    private final BitSet read;

    /** A slot in which nothing was read. */
    public Slot() {
        this(new Tally(), new BitSet());
    }

    /**
     * A slot that was kept; both are taken over.
     *
     * @param tally its requests
     * @param read the numbers of the parts in which the service was read
     */
    public Slot(Tally tally, BitSet read) {
        this.tally = tally;
        this.read = read;
    }

    /** Its requests; shared, only the slot's owner changes them. */
    public Tally tally() {
        return tally;
    }

    /** The numbers of the parts in which the service was read; shared as well. */
    public BitSet read() {
        return read;
    }

    /** In how many parts the service was read. */
    int parts() {
        return read.cardinality();
    }

    /**
     * Takes note that the service was read.
     *
     * @param from number of the first part
     * @param to number after the last
     * @return in how many of them it was not known to be read before
     */
    int markRead(int from, int to) {
        int before = read.cardinality();
        read.set(from, to);
        return read.cardinality() - before;
    }

    /**
     * Takes in a shorter slot.
     *
     * @param offset number of the part with which that begins
     */
    void merge(Slot shorter, int offset) {
        tally.add(shorter.tally);
        shorter.read.stream().forEach(part -> read.set(part + offset));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slot slot && tally.equals(slot.tally) && read.equals(slot.read);
    }

    @Override
    public int hashCode() {
        return 31 * tally.hashCode() + read.hashCode();
    }

    @Override
    public String toString() {
        return "Slot[tally=%s, read=%s]".formatted(tally, read);
    }
}
