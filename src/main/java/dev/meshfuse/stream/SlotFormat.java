package dev.meshfuse.stream;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.sli.TallyFormat;
import java.util.BitSet;

/** How a slot is kept: bytes, version 2. Version 1 was a tally without the parts. */
final class SlotFormat {
    private static final int VERSION = 2;
    private static final int USUAL_BYTES = 256;

    /** Of what is read a run is written: how many parts are left out, and how many are not. */
    private static final int LEAST_BYTES_OF_RUN = 2;

    /**
     * Bounds that proxies have unless they are told otherwise, in milliseconds (Envoy's default
     * histogram buckets); part of the format.
     */
    private static final double[] USUAL_BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    private SlotFormat() {}

    /** Writes a slot. */
    static byte[] write(Slot slot) {
        CompactWriter out = new CompactWriter(VERSION, USUAL_BYTES).knowing(USUAL_BOUNDS);
        writeRuns(slot.read(), out);
        TallyFormat.write(slot.tally(), out);
        return out.toBytes();
    }

    /**
     * Reads a slot.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    static Slot read(byte[] bytes) {
        CompactReader in = new CompactReader("slot", VERSION, bytes).knowing(USUAL_BOUNDS);
        try {
            BitSet read = readRuns(in);
            Tally tally = TallyFormat.read(in);
            return in.end(new Slot(tally, read));
        } catch (ArithmeticException e) {
            throw in.fault(e.getMessage());
        }
    }

    private static void writeRuns(BitSet parts, CompactWriter out) {
        int runs = 0;
        for (int from = parts.nextSetBit(0); from >= 0; runs++) {
            from = parts.nextSetBit(parts.nextClearBit(from));
        }
        out.count(runs);
        int end = 0;
        for (int from = parts.nextSetBit(0); from >= 0; from = parts.nextSetBit(end)) {
            out.count(from - end);
            end = parts.nextClearBit(from);
            out.count(end - from);
        }
    }

    private static BitSet readRuns(CompactReader in) {
        BitSet parts = new BitSet();
        int end = 0;
        for (int left = in.size(LEAST_BYTES_OF_RUN); left > 0; left--) {
            int from = end + in.index(Slot.MOST_PARTS - end + 1);
            end = from + in.index(Slot.MOST_PARTS - from + 1);
            parts.set(from, end);
        }
        return parts;
    }
}
