package dev.meshfuse.budget;

import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    private final TreeMap<Long, Tally> slots = new TreeMap<>();
    private final Map<Duration, Window> windows = new LinkedHashMap<>();
    private final long longestSlots;
    private long currentSlot;

    /** Slots by which the clock was set back. */
    private long setBack;

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
    public long add(Instant at, Tally gained) {
        long slot = slotUpToNow(at);
        if (slot <= currentSlot - longestSlots) {
            return -1;
        }
        put(slot, gained);
        return slot;
    }

    /** Counts requests of which no durations are known. */
    public long add(Instant at, Map<RequestClass, Long> gained) {
        return add(at, Tally.of(gained));
    }

    /**
     * Changes what was counted in a slot.
     *
     * @return false when the slot is not kept any more
     */
    public boolean correct(long slot, Tally change) {
        if (!slots.containsKey(slot)) {
            return false;
        }
        put(slot, change);
        return true;
    }

    /** Whether a slot is known, so that the service was read in it. */
    public boolean isObserved(Instant at) {
        return slots.containsKey(slotUpToNow(at));
    }

    /** Puts back a slot that was kept. */
    public void restore(long slot, Slot kept) {
        put(slot, kept.tally());
    }

    /** What a slot holds now, to be kept. */
    public Slot slot(long slot) {
        return new Slot(slots.getOrDefault(slot, new Tally()).copy());
    }

    /**
     * Moves time on; it never moves back. When the clock is set back, the windows go on from where
     * they were; when it is set right again, they do not leap. A clock that is set forward
     * otherwise moves the windows on by as much, and what they held goes out of them.
     *
     * @return the slots that no window needs any more
     */
    public List<Long> advance(Instant now) {
        follow(slotOf(now) + setBack - currentSlot);
        long slot = slotOf(now) + setBack;
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

    /** One slot back may be two threads' idea of now. */
    private void follow(long leap) {
        if (leap < -1) {
            setBack -= leap;
        } else if (leap > 1) {
            setBack -= Math.min(setBack, leap);
        }
    }

    private long slotUpToNow(Instant at) {
        return Math.min(slotOf(at) + setBack, currentSlot);
    }

    /** Requests by class in a window. */
    public Map<RequestClass, Long> total(Duration window) {
        return window(window).sum.requests();
    }

    /** Requests by class in a window, with their durations. */
    public Tally tally(Duration window) {
        return window(window).sum.copy();
    }

    /**
     * For how long the service was read in a window: all slots in which it was, the current one
     * only as far as it has come.
     */
    public Duration covered(Duration window, Instant now) {
        Duration whole = Duration.ofSeconds(window(window).observed * slotSeconds);
        Instant end = Instant.ofEpochSecond((currentSlot + 1) * slotSeconds);
        Instant current = now.plusSeconds(setBack * slotSeconds);
        if (!slots.containsKey(currentSlot) || !current.isBefore(end)) {
            return whole;
        }
        Duration toCome = Duration.between(current, end);
        Duration slot = Duration.ofSeconds(slotSeconds);
        return whole.minus(toCome.compareTo(slot) < 0 ? toCome : slot);
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

    private void put(long slot, Tally gained) {
        currentSlot = Math.max(currentSlot, slot);
        boolean isNew = !slots.containsKey(slot);
        slots.computeIfAbsent(slot, s -> new Tally()).add(gained);
        windows.values().forEach(window -> window.include(slot, gained, isNew));
    }

    /** A running sum over the newest slots; {@code from} is the oldest slot in it. */
    private final class Window {
        private final long length;
        private final Tally sum = new Tally();
        private long from = Long.MIN_VALUE;
        private int observed;

        Window(long length) {
            this.length = length;
        }

        void include(long slot, Tally gained, boolean isNew) {
            advance();
            if (slot < from) {
                return;
            }
            sum.add(gained);
            observed += isNew ? 1 : 0;
        }

        void advance() {
            long newFrom = currentSlot - length + 1;
            if (newFrom <= from) {
                return;
            }
            for (Tally left : slots.subMap(from, true, newFrom, false).values()) {
                sum.subtract(left);
                observed--;
            }
            from = newFrom;
        }
    }
}
