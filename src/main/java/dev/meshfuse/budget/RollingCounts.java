package dev.meshfuse.budget;

import dev.meshfuse.sli.RequestClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests of one service over rolling windows. Counts are summed and ratios never averaged; a sum
 * runs along with each window, so reading it costs nothing however long the window is.
 *
 * <p>A window of n slots is the current, unfinished slot and the n-1 before it.
 */
public final class RollingCounts {
    private final long slotSeconds;
    private final TreeMap<Long, Map<RequestClass, Long>> slots = new TreeMap<>();
    private final Map<Duration, Window> windows = new LinkedHashMap<>();
    private final long longestSlots;
    private long currentSlot;

    /**
     * @param slotLength resolution, in whole seconds
     * @param windows lengths, each a multiple of the slot's
     */
    public RollingCounts(Duration slotLength, List<Duration> windows) {
        this.slotSeconds = slotLength.toSeconds();
        long longest = 1;
        for (Duration window : windows) {
            long length = window.toSeconds() / slotSeconds;
            if (length * slotSeconds != window.toSeconds() || length < 1) {
                throw new IllegalArgumentException(window + " is not a multiple of " + slotLength);
            }
            this.windows.put(window, new Window(length));
            longest = Math.max(longest, length);
        }
        this.longestSlots = longest;
    }

    /** Number of the slot an instant falls into. */
    public long slotOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), slotSeconds);
    }

    /**
     * Counts requests that a reading showed. What is older than the longest window is left out;
     * what is ahead of the current slot, by a collector whose clock is ahead, is counted now.
     *
     * @return the slot that changed, or -1 for none
     */
    public long add(Instant at, Map<RequestClass, Long> gained) {
        long slot = Math.min(slotOf(at), currentSlot);
        if (slot <= currentSlot - longestSlots) {
            return -1;
        }
        put(slot, gained);
        return slot;
    }

    /** Puts back a slot that was kept. */
    public void restore(long slot, Slot kept) {
        Map<RequestClass, Long> tally = new HashMap<>();
        kept.counts().forEach(count -> tally.merge(count.request(), count.count(), Math::addExact));
        put(slot, tally);
    }

    /** What a slot holds now, to be kept. */
    public Slot slot(long slot) {
        return Slot.of(slots.getOrDefault(slot, Map.of()));
    }

    /**
     * Moves time on; it never moves back, so a clock that is set back merely stops the windows for
     * a while.
     *
     * @return the slots that no window needs any more
     */
    public List<Long> advance(Instant now) {
        long slot = slotOf(now);
        if (slot <= currentSlot) {
            return List.of();
        }
        currentSlot = slot;
        windows.values().forEach(Window::advance);
        List<Long> dropped =
                new ArrayList<>(slots.headMap(currentSlot - longestSlots, true).keySet());
        dropped.forEach(slots::remove);
        return dropped;
    }

    /** Requests by class in a window. */
    public Map<RequestClass, Long> total(Duration window) {
        return Map.copyOf(window(window).sum);
    }

    /** Share of a window's slots in which the service was read at least once, from 0 to 1. */
    public double observed(Duration window) {
        Window rolling = window(window);
        return (double) rolling.observed / rolling.length;
    }

    /** The windows kept, as given. */
    public List<Duration> windows() {
        return List.copyOf(windows.keySet());
    }

    private Window window(Duration length) {
        Window window = windows.get(length);
        if (window == null) {
            throw new IllegalArgumentException("no window of " + length + " is kept");
        }
        return window;
    }

    private void put(long slot, Map<RequestClass, Long> gained) {
        currentSlot = Math.max(currentSlot, slot);
        boolean isNew = !slots.containsKey(slot);
        Map<RequestClass, Long> tally = slots.computeIfAbsent(slot, s -> new HashMap<>());
        gained.forEach((request, count) -> tally.merge(request, count, Math::addExact));
        windows.values().forEach(window -> window.include(slot, gained, isNew));
    }

    /** A running sum over the newest slots; {@code from} is the oldest slot in it. */
    private final class Window {
        private final long length;
        private final Map<RequestClass, Long> sum = new HashMap<>();
        private long from = Long.MIN_VALUE;
        private int observed;

        Window(long length) {
            this.length = length;
        }

        void include(long slot, Map<RequestClass, Long> gained, boolean isNew) {
            advance();
            if (slot < from) {
                return;
            }
            gained.forEach((request, count) -> sum.merge(request, count, Math::addExact));
            observed += isNew ? 1 : 0;
        }

        void advance() {
            long newFrom = currentSlot - length + 1;
            if (newFrom <= from) {
                return;
            }
            for (Map<RequestClass, Long> left : slots.subMap(from, true, newFrom, false).values()) {
                left.forEach((request, count) -> sum.merge(request, -count, Math::addExact));
                observed--;
            }
            sum.values().removeIf(count -> count == 0);
            from = newFrom;
        }
    }
}
