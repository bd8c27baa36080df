package dev.meshfuse.scrape.http;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of scrapes receive bodies at once; the others wait in the order they were
 * due. Used on one event loop only.
 */
final class Turns {
    private final int most;
    private final Queue<Turn> waiting = new PriorityQueue<>(Comparator.comparingLong(Turn::due));
    private int places;

    Turns(int most) {
        this.most = most;
    }

    /**
     * The turn of one scrape.
     *
     * @param due on any clock; whoever was due first has the next place
     * @param begins called when it has its first place
     */
    Turn turn(long due, Runnable begins) {
        return new Turn(due, begins);
    }

    /** One scrape's right to a place. */
    final class Turn {
        private final long due;
        private final Runnable begins;
        private @Nullable Runnable then;
        private boolean begun;
        private boolean placed;

        private Turn(long due, Runnable begins) {
            this.due = due;
            this.begins = begins;
        }

        private long due() {
            return due;
        }

        /** Has a place that others wait for, or may come to wait for. */
        boolean isPlaced() {
            return placed;
        }

        /** Goes on as soon as there is a place; at once where it has one. */
        void take(Runnable next) {
            then = next;
            if (placed || places < most) {
                place();
            } else {
                waiting.add(this);
            }
        }

        /** Gives its place to the one who waits longest, or waits no more. */
        void leave() {
            if (then != null) {
                then = null;
                waiting.remove(this);
            }
            if (!placed) {
                return;
            }
            placed = false;
            places--;
            Turn next = waiting.poll();
            if (next != null) {
                next.place();
            }
        }

        private void place() {
            Runnable next = then;
            then = null;
            places += placed ? 0 : 1;
            placed = true;
            if (!begun) {
                begun = true;
                begins.run();
            }
            if (next != null) {
                next.run();
            }
        }
    }
}
