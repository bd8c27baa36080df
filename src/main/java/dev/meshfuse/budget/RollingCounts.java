package dev.meshfuse.budget;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Coverage;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Requests of one service over rolling windows. Counts are summed and ratios never averaged; a sum
 * runs along with each window, so reading it costs nothing however long the window is. The slots
 * are in a store and not on the heap; one is read again when it leaves a window.
 *
 * <p>A window ends with the current, unfinished slot of ten seconds. It covers at most its length;
 * where it begins, slots may be longer ({@link Ladder}), so it is shorter by less than one of them.
 *
 * <p>Windows come and go without any loss of history: a new one is summed from the slots. These are
 * kept for 30 days, or for the longest window if that is longer. A reading that comes late counts
 * in the slots that hold its time, as long as there are any. Not thread-safe.
 */
public final class RollingCounts {
    /** Of what all windows are made, and the shortest there can be. */
    public static final Duration SLOT = Duration.ofSeconds(Ladder.PART);

    /** The longest window there can be. */
    public static final Duration LONGEST = Duration.ofDays(90);

    /** For how long slots are kept at least: an objective may come later than its service. */
    static final Duration KEPT = Duration.ofDays(30);

    /**
     * How much all slots may hold, see {@link Tally#size}: a quarter of what a long can, so that no
     * sum of a few such numbers goes beyond that.
     */
    static final long MOST = Long.MAX_VALUE / 4;

    private final Slots slots;
    private final Map<Duration, Window> windows = new TreeMap<>();
    private final Map<ResourceId, SloCounts> seen = new HashMap<>();

    /** The window that says how long slots are kept; one of the others if they are that long. */
    private Window all;

    private List<Window> every = List.of();

    /** Whether all windows hold what they should; not so after new ones were wanted. */
    private boolean summed;

    /** Slots that begin before this are deleted. */
    private long deletedBefore;

    /** Seconds by which the clock was set back. */
    private long setBack;

    private boolean currentIsRead;
    private long version;

    /**
     * Goes on with what a store holds.
     *
     * @param windows lengths, see {@link #keep}
     */
    public RollingCounts(SlotStore store, Collection<Duration> windows) {
        this.slots = new Slots(store);
        this.currentIsRead = slots.isCurrentRead();
        this.all = new Window(KEPT, slots.end());
        keep(windows);
    }

    /**
     * Says which windows to keep, and forgets what was seen of them. New ones are summed when
     * numbers are asked for or change next, all of them in one pass over the slots.
     *
     * @param lengths each a multiple of {@link #SLOT} and at most {@link #LONGEST}
     * @throws IllegalArgumentException when one is not
     */
    public void keep(Collection<Duration> lengths) {
        lengths.forEach(RollingCounts::check);
        seen.clear();
        if (!every.isEmpty() && windows.keySet().equals(Set.copyOf(lengths))) {
            return;
        }
        Map<Duration, Window> known = new HashMap<>(windows);
        known.put(all.length(), all);
        windows.clear();
        for (Duration length : lengths) {
            windows.put(length, known.computeIfAbsent(length, this::begin));
        }
        Duration kept = lengths.stream().reduce(KEPT, (a, b) -> a.compareTo(b) > 0 ? a : b);
        all = known.computeIfAbsent(kept, this::begin);
        Set<Window> distinct = new HashSet<>(windows.values());
        distinct.add(all);
        every = List.copyOf(distinct);
        summed = false;
        version++;
    }

    /** The windows kept, shortest first. */
    public List<Duration> windows() {
        return List.copyOf(windows.keySet());
    }

    /**
     * Moves time on; it never moves back. When the clock is set back, the windows go on from where
     * they were; when it is set right again, they do not leap. A clock that is set forward
     * otherwise moves the windows on by as much, and what they held goes out of them.
     */
    public void advance(Instant now) {
        follow(endAt(now) + setBack - slots.end());
        long end = endAt(now) + setBack;
        if (end <= slots.end()) {
            return;
        }
        sumUp();
        every.forEach(window -> move(window, end));
        deleteOld();
        slots.moveTo(end);
        currentIsRead = false;
    }

    private static long endAt(Instant now) {
        return Ladder.down(now.getEpochSecond(), Ladder.PART) + Ladder.PART;
    }

    /** One slot back may be two threads' idea of now. */
    private void follow(long leap) {
        if (leap < -Ladder.PART) {
            setBack -= leap;
        } else if (leap > Ladder.PART) {
            setBack -= Math.min(setBack, leap);
        }
    }

    /**
     * How requests are divided among slots that a reading has shown.
     *
     * @param since when the time began in which they were gained
     * @param at when they were read
     */
    public Spread spread(Instant since, Instant at) {
        return new Spread(since, at, setBack, Math.max(0, all.from()), slots.end());
    }

    /** How many more requests and durations can be counted, see {@link Tally#size}. */
    public long room() {
        sumUp();
        return MOST - all.sum().size();
    }

    /**
     * Counts requests that a reading has shown, and that the service was read in that time.
     *
     * @param gained for each slot of the spread what it gets
     * @throws ArithmeticException when there is no {@link #room} for them; nothing is counted then
     */
    public void add(Spread spread, List<Tally> gained) {
        long room = room();
        for (Tally one : gained) {
            room = Math.subtractExact(room, one.size());
        }
        if (room < 0) {
            throw new ArithmeticException("more requests than can be counted");
        }
        for (int i = 0; i < gained.size(); i++) {
            Spread.Piece piece = spread.pieces().get(i);
            SlotId id = piece.slot();
            int parts = slots.add(id, gained.get(i), piece.firstPart(), piece.lastPart());
            currentIsRead |= id.end() == slots.end();
            include(id, gained.get(i), parts);
        }
    }

    /** Counts requests of one moment. */
    public void add(Instant at, Tally gained) {
        Spread spread = spread(at, at);
        add(spread, spread.size() == 0 ? List.of() : List.of(gained));
    }

    /**
     * Changes what was counted, by as much as it takes back at least as it brings.
     *
     * @param time in the slot, in seconds since 1970, see {@link Spread#begin}
     * @return false when nothing of that time is kept any more
     */
    public boolean correct(long time, Tally change) {
        sumUp();
        SlotId id = slots.at(time);
        if (id.begin() < all.from() || !slots.correct(id, change)) {
            return false;
        }
        include(id, change, 0);
        return true;
    }

    /** A number that is another whenever a number in a window is. */
    public long version() {
        return version;
    }

    /** The windows as an objective sees them. */
    public SloCounts seenBy(Slo slo) {
        sumUp();
        SloCounts known = seen.get(slo.id());
        if (known == null || !known.isOf(slo)) {
            known = new SloCounts(slo, windows.values());
            seen.put(slo.id(), known);
        }
        return known;
    }

    /** The windows as the evaluation of an objective wants them. */
    public WindowCounts.Source windowsOf(Slo slo) {
        SloCounts its = seenBy(slo);
        return length -> new WindowCounts(length, its.counts(length), read(length));
    }

    /** For how long of a window the service was read; whole slots, and all of it if in all. */
    private Duration read(Duration length) {
        Window asked = window(length);
        long seconds = asked.parts() * Ladder.PART;
        return seconds == slots.end() - asked.from() ? length : Duration.ofSeconds(seconds);
    }

    /** What the window of an objective's budget holds, slot by slot, oldest first. */
    public List<Forecast.Past> past(Slo slo) {
        SloCounts its = seenBy(slo);
        List<Forecast.Past> past = new ArrayList<>();
        slots.each(
                window(slo.window()).from(),
                slots.end(),
                (id, slot) ->
                        past.add(
                                new Forecast.Past(
                                        Duration.ofSeconds(slots.end() - id.begin()),
                                        Duration.ofSeconds(id.end() - id.begin()),
                                        its.counts(slot.tally()))));
        past.sort(Comparator.comparing(Forecast.Past::age).reversed());
        return past;
    }

    /** Requests in a window as an objective sees them. */
    public Counts counts(Duration window, Slo slo) {
        return seenBy(slo).counts(window);
    }

    /** Requests by class in a window, with their durations; a copy. */
    public Tally tally(Duration window) {
        return window(window).sum().copy();
    }

    /** How much of what arrived in a window is seen at its callers. */
    public OptionalDouble coverage(Duration window) {
        return Coverage.of(window(window).sum()).ratio();
    }

    /**
     * For how long the service was read in a window: all parts in which it was, the current one
     * only as far as it has come.
     */
    public Duration covered(Duration window, Instant now) {
        Duration whole = SLOT.multipliedBy(window(window).parts());
        Instant end = Instant.ofEpochSecond(slots.end());
        Instant current = now.plusSeconds(setBack);
        if (!currentIsRead || !current.isBefore(end)) {
            return whole;
        }
        Duration toCome = Duration.between(current, end);
        return whole.minus(toCome.compareTo(SLOT) < 0 ? toCome : SLOT);
    }

    /** Share of what a window covers in which the service was read at least once, from 0 to 1. */
    public double observed(Duration window) {
        Window asked = window(window);
        return (double) asked.parts() * Ladder.PART / (slots.end() - asked.from());
    }

    static IllegalArgumentException notKept(Duration window) {
        return new IllegalArgumentException("no window of " + window + " is kept");
    }

    private static void check(Duration length) {
        if (length.compareTo(SLOT) < 0
                || !SLOT.multipliedBy(length.dividedBy(SLOT)).equals(length)
                || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a window of %s is no multiple of %s, or longer than %s"
                            .formatted(length, SLOT, LONGEST));
        }
    }

    private Window begin(Duration length) {
        return new Window(length, slots.end());
    }

    private Window window(Duration length) {
        sumUp();
        Window window = windows.get(length);
        if (window == null) {
            throw notKept(length);
        }
        return window;
    }

    /**
     * Adds the slots there are to the windows that are new. Windows lie within each other, so a
     * slot is added once, to what the shortest window has that holds it and the next shorter has
     * not.
     */
    private void sumUp() {
        if (summed) {
            return;
        }
        List<Window> begun =
                every.stream()
                        .filter(one -> !one.isSummed())
                        .sorted(Comparator.comparingLong(Window::from).reversed())
                        .toList();
        if (!begun.isEmpty()) {
            List<Tally> rings = Stream.generate(Tally::new).limit(begun.size()).toList();
            int[] parts = new int[begun.size()];
            slots.each(
                    begun.getLast().from(),
                    slots.end(),
                    (id, slot) -> {
                        int ring = 0;
                        while (!begun.get(ring).holds(id)) {
                            ring++;
                        }
                        rings.get(ring).add(slot.tally());
                        parts[ring] += slot.parts();
                    });
            Tally sum = new Tally();
            int read = 0;
            for (int i = 0; i < parts.length; i++) {
                sum.add(rings.get(i));
                read += parts[i];
                begun.get(i).add(sum, read);
                begun.get(i).setSummed();
            }
        }
        summed = true;
        deleteOld();
    }

    private void include(SlotId id, Tally gained, int parts) {
        if (gained.isEmpty() && parts == 0) {
            return;
        }
        version++;
        for (Window window : every) {
            if (window.holds(id)) {
                window.add(gained, parts);
            }
        }
        seen.values().forEach(one -> one.add(id, gained));
    }

    private void move(Window window, long end) {
        long from = window.fromAt(end);
        if (from >= slots.end()) {
            window.clear();
            seen.values().forEach(one -> one.clear(window));
            version++;
        } else if (from > window.from()) {
            slots.each(
                    window.from(),
                    from,
                    (id, slot) -> {
                        window.subtract(slot);
                        seen.values().forEach(one -> one.subtract(window, slot));
                        version++;
                    });
        }
        window.moveTo(from);
    }

    private void deleteOld() {
        if (all.from() > deletedBefore) {
            slots.delete(deletedBefore, all.from());
            deletedBefore = all.from();
        }
    }
}
