package dev.meshfuse.budget;

import dev.meshfuse.sli.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The processes that ended in a rolling window, and with them what they had counted and nobody had
 * read. In memory only: after a restart it is known of those that end from then on.
 */
public final class Endings {
    private final Duration window;
    private final Deque<Ended> ended = new ArrayDeque<>();

    /**
     * @param window how long an end is told
     */
    public Endings(Duration window) {
        this.window = window;
    }

    /** A process has ended. */
    public void add(Ended one) {
        ended.add(one);
    }

    /** Forgets those that ended before the window. */
    public void forget(Instant now) {
        Instant oldest = now.minus(window);
        ended.removeIf(one -> one.by().isBefore(oldest));
    }

    /** How much went unread with them, at most. */
    public SloState.Unread unread() {
        Duration total = Duration.ZERO;
        Duration longest = Duration.ZERO;
        for (Ended one : ended) {
            total = total.plus(one.unread());
            longest = one.unread().compareTo(longest) > 0 ? one.unread() : longest;
        }
        return new SloState.Unread(ended.size(), total, longest);
    }
}
