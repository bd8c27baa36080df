package dev.meshfuse.budget;

import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Sli;
import dev.meshfuse.sli.SliLens;
import dev.meshfuse.sli.SliSum;
import dev.meshfuse.sli.Tally;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Windows as one objective sees them. Its numbers follow what comes into a window and what leaves
 * it, so to ask for one costs the same whatever the window holds. Good for as long as the same
 * windows are kept; ask {@link RollingCounts#seenBy} each time anew.
 */
public final class SloCounts {
    private record Seen(Window window, SliSum sum) {}

    private final SliLens lens;
    private final Map<Duration, Seen> windows = new LinkedHashMap<>();

    SloCounts(Slo slo, Collection<Window> windows) {
        this.lens = new SliLens(slo);
        windows.forEach(window ->
                this.windows.put(window.length(), new Seen(window, lens.of(window.sum()))));
    }

    /** Requests in a window, by what the objective measures. */
    public Counts counts(Duration window) {
        return seen(window).sum().counts();
    }

    /** All that is known of a window; durations are summed over classes when it is asked for. */
    public Sli sli(Duration window) {
        Seen seen = seen(window);
        return Sli.of(seen.sum(), lens.latency(seen.window().sum()));
    }

    /** What a tally is to the objective. */
    public Counts counts(Tally tally) {
        return lens.of(tally).counts();
    }

    boolean isOf(Slo slo) {
        return lens.isOf(slo);
    }

    /** A slot got more. */
    void add(SlotId slot, Tally gained) {
        SliSum sum = lens.of(gained);
        for (Seen seen : windows.values()) {
            if (seen.window().holds(slot)) {
                seen.sum().add(sum);
            }
        }
    }

    /** A slot has left a window. */
    void subtract(Window window, Slot left) {
        Seen seen = windows.get(window.length());
        if (seen != null) { // not that which merely says how long slots are kept
            seen.sum().subtract(lens.of(left.tally()));
        }
    }

    /** A window is empty. */
    void clear(Window window) {
        windows.computeIfPresent(window.length(), (length, seen) -> new Seen(window, new SliSum()));
    }

    private Seen seen(Duration window) {
        Seen seen = windows.get(window);
        if (seen == null) {
            throw RollingCounts.notKept(window);
        }
        return seen;
    }
}
