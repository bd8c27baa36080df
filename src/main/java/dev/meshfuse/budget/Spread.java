package dev.meshfuse.budget;

import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How requests that were gained over some time are divided among slots: in proportion to time, in
 * whole numbers. Up to each edge of a slot the share of the time that has passed, times the number,
 * is rounded to the nearest; a slot gets the difference. So no share is negative, and all of them
 * sum to the number. Each bucket of a histogram is divided by itself.
 *
 * <p>What falls before the oldest slot that is kept is left out. What is ahead of the newest, by a
 * collector whose clock is ahead, belongs to the newest. Requests gained in no time belong to the
 * slot of that moment. Times are milliseconds.
 */
public final class Spread {
    private static final long SECOND = 1000;

    /**
     * A slot with what it gets.
     *
     * @param until end of its share of the time
     * @param firstPart number of the first of its parts that was read
     * @param lastPart number of the last
     */
    record Piece(SlotId slot, long from, long until, int firstPart, int lastPart) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final long since;
    private final long at;
    private final long setBack;

    /**
     * @param setBack by how much the clock is behind the slots, in seconds
     * @param oldest begin of the oldest slot, in seconds
     * @param end end of the newest slot, in seconds
     */
    Spread(Instant since, Instant at, long setBack, long oldest, long end) {
        this.setBack = setBack * SECOND;
        this.at = at.toEpochMilli() + this.setBack;
        this.since = Math.min(since.toEpochMilli() + this.setBack, this.at);
        // A reading at the very edge of a slot tells of the one before.
        long last = Math.min(this.since < this.at ? this.at - 1 : this.at, end * SECOND - 1);
        long time = Math.max(Math.min(this.since, last), oldest * SECOND);
        while (time <= last) {
            SlotId slot = Ladder.slotAt(Math.floorDiv(time, SECOND), end);
            long lastOfSlot = Math.min(last, slot.end() * SECOND - 1);
            pieces.add(
                    new Piece(
                            slot,
                            time,
                            lastOfSlot == last ? this.at : slot.end() * SECOND,
                            part(slot, time),
                            part(slot, lastOfSlot)));
            time = slot.end() * SECOND;
        }
    }

    private static int part(SlotId slot, long time) {
        return (int) ((Math.floorDiv(time, SECOND) - slot.begin()) / Ladder.PART);
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** Among how many slots; none when all of it is older than what is kept. */
    public int size() {
        return pieces.size();
    }

    /** When a slot begins, in seconds: by this what it was given can be corrected later. */
    public long begin(int slot) {
        return pieces.get(slot).slot().begin();
    }

    /** When the share of the time begins that a slot has, by the clock. */
    public Instant from(int slot) {
        return Instant.ofEpochMilli(pieces.get(slot).from() - setBack);
    }

    /** When the share of the time ends that a slot has, by the clock. */
    public Instant until(int slot) {
        return Instant.ofEpochMilli(pieces.get(slot).until() - setBack);
    }

    /** Nothing yet, for each slot. */
    public List<Tally> empty() {
        return Stream.generate(Tally::new).limit(pieces.size()).toList();
    }

    /** The shares of a number, one for each slot. */
    public long[] of(long count) {
        long[] shares = new long[pieces.size()];
        long before = pieces.isEmpty() || isWhole() ? 0 : upTo(pieces.getFirst().from(), count);
        for (int i = 0; i < shares.length; i++) {
            long upTo = upTo(pieces.get(i).until(), count);
            shares[i] = upTo - before;
            before = upTo;
        }
        return shares;
    }

    /** The shares of durations, one for each slot. */
    public List<LatencyCounts> of(LatencyCounts durations) {
        return pieces.size() == 1 && isWhole()
                ? List.of(durations)
                : durations.divided(pieces.size(), this::of);
    }

    /** Adds the shares of requests, and of their durations, to what each slot gets. */
    public static void add(
            RequestClass request, long[] counts, List<LatencyCounts> latency, List<Tally> into) {
        for (int i = 0; i < into.size(); i++) {
            into.get(i).add(request, counts[i]);
            into.get(i).add(request, latency.get(i));
        }
    }

    /** Whether nothing is older than what is kept. */
    private boolean isWhole() {
        return pieces.getFirst().from() <= since;
    }

    /** How much of a number had come up to a time. */
    private long upTo(long time, long count) {
        if (time >= at) {
            return count;
        }
        long passed = time - since;
        long whole = at - since;
        if (count <= Long.MAX_VALUE / 4 / whole) {
            return (2 * count * passed + whole) / (2 * whole);
        }
        return BigInteger.valueOf(count)
                .multiply(BigInteger.valueOf(2 * passed))
                .add(BigInteger.valueOf(whole))
                .divide(BigInteger.valueOf(2 * whole))
                .longValueExact();
    }
}
