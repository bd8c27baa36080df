package dev.meshfuse.budget;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * In which slots of time counts are kept: the older, the longer. A count is kept in one slot only;
 * when the whole of a longer slot is older than a step of the ladder, the shorter ones in it become
 * one.
 *
 * <p>All times are seconds since 1970. Each slot length divides the next, so a slot never lies
 * across the edge of a longer one.
 */
final class Ladder {
    /**
     * A step of the ladder.
     *
     * @param slot length of its slots, in seconds
     * @param until age up to which they are kept apart, in seconds
     */
    private record Step(long slot, long until) {}

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /**
     * Each age is the longest window of a tier of the SRE workbook (chapter 5, table 5-8 and the
     * rules beside it), so that its edge moves in slots that are at most 1/72 of it; 1,716 slots in
     * all for 30 days.
     */
    private static final List<Step> STEPS =
            List.of(
                    // Two default scrape intervals. The fastest page: 1 h beside 5 min.
                    new Step(10, HOUR),
                    // The slower page: 6 h beside 30 min.
                    new Step(MINUTE, 6 * HOUR),
                    // The fast ticket: 24 h beside 2 h.
                    new Step(5 * MINUTE, DAY),
                    // The slow ticket: 3 d beside 6 h.
                    new Step(15 * MINUTE, 3 * DAY),
                    // The budget itself, to its end: an hour of 30 days is 0.14 % of it.
                    new Step(HOUR, Long.MAX_VALUE));

    /** Length of the shortest slots, the parts of all others, in seconds. */
    static final long PART = STEPS.getFirst().slot();

    /** Length of the longest slots, in seconds. */
    static final long LONGEST = STEPS.getLast().slot();

    /** How many steps there are; the resolution is the number of one, the finest is 0. */
    static final int RESOLUTIONS = STEPS.size();

    private Ladder() {}

    /** Length of the slots of a resolution, in seconds. */
    static long slot(int resolution) {
        return STEPS.get(resolution).slot();
    }

    /** The resolution in which the edge of a window of that length moves. */
    static int resolutionOf(long window) {
        int resolution = 0;
        while (window > STEPS.get(resolution).until()) {
            resolution++;
        }
        return resolution;
    }

    /**
     * From when on times are kept in this resolution or a finer one.
     *
     * @param end end of the newest slot
     */
    static long from(int resolution, long end) {
        return resolution == RESOLUTIONS - 1
                ? Long.MIN_VALUE
                : down(end - STEPS.get(resolution).until(), STEPS.get(resolution + 1).slot());
    }

    /** The slot that holds a time. */
    static SlotId slotAt(long time, long end) {
        int resolution = 0;
        while (time < from(resolution, end)) {
            resolution++;
        }
        return SlotId.at(resolution, time);
    }

    /**
     * The earliest end of the newest slot that agrees with the slots there are: a longer slot is
     * made, or filled, only when it is old enough.
     *
     * @param newest number of the newest slot of each resolution
     */
    static long leastEnd(IntFunction<OptionalLong> newest) {
        long end = 0;
        for (int resolution = 0; resolution < RESOLUTIONS; resolution++) {
            OptionalLong number = newest.apply(resolution);
            if (number.isPresent()) {
                long age = resolution == 0 ? 0 : STEPS.get(resolution - 1).until();
                end = Math.max(end, (number.getAsLong() + 1) * slot(resolution) + age);
            }
        }
        return end;
    }

    /** The last edge of slots of that length up to a time. */
    static long down(long time, long slot) {
        return Math.floorDiv(time, slot) * slot;
    }

    /** The first edge of slots of that length from a time on. */
    static long up(long time, long slot) {
        return Math.ceilDiv(time, slot) * slot;
    }
}
