package dev.meshfuse.scrape.http;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Lets a limited number of scrapes run at once; the others wait in the order they were due. Used on
 * one event loop only.
 */
final class Turns {
    private record Waiting(long due, Runnable scrape) {}

    private final int most;
    private final PriorityQueue<Waiting> queue =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
    private int running;

    Turns(int most) {
        this.most = most;
    }

    /** Begins a scrape as soon as it may; it must {@link #leave} when it has ended. */
    void enter(long due, Runnable scrape) {
        if (running < most) {
            running++;
            scrape.run();
        } else {
            queue.add(new Waiting(due, scrape));
        }
    }

    /** A scrape has ended. */
    void leave() {
        Waiting next = queue.poll();
        if (next == null) {
            running--;
        } else {
            next.scrape().run();
        }
    }
}
