package dev.meshfuse.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a block of evidence of one service ends: with the reading that completes it. Complete it is
 * when each target that tells of the two sides, and whose next reading is due, was read once since
 * the last block ended.
 *
 * <pre>
 *   begin                       begin + length    + grace
 *     ├──── reading ── reading ────┼───────────────┤
 *           of one     of the last: it ends here   └ or here, if one is missing
 * </pre>
 *
 * <p>How long a block is. It holds one reading of each of these targets, so what it shows was
 * gained in the time between two readings of a target: the canary interval, which is the length
 * that the tests are told ({@code verdict.TestSettings}). By the clock it lasts as long on the
 * whole: at most {@link #GRACE} longer; shorter only by what others before were longer, and by one
 * length at the beginning, so that there are never more blocks in a time than it has lengths, and
 * two. The tests bound false alarms by the number of blocks in their period, which therefore holds:
 * two blocks of the 2.6 million of a month of seconds are nothing. What a block may count at most,
 * and how many bad ones in a row a short failure can touch, goes by readings, and there is one of
 * each target.
 *
 * <p>Outcomes play no part: when a block ends is told by when readings come, and not by what they
 * show. A reading that comes too late for a block counts in the next.
 */
final class Awaited {
    /**
     * How long after its length a block waits for what is missing. A reading waits at most 100 ms
     * to be written and 100 ms in each of the two stages' commits, less than another by so much;
     * and it may take a tenth of a second interval to be read, {@code scrape.ScrapePace}. Most of
     * that is the same for each, so a quarter of a second is enough for what is not lost.
     */
    static final Duration GRACE = Duration.ofMillis(250);

    /**
     * @param arrivedAt when its last fresh reading was processed
     * @param spacing between that and the one before
     * @param inBlock whether that is in the open block
     */
    private record Reader(Instant arrivedAt, Duration spacing, boolean inBlock) {
        Instant expectedAt() {
            return arrivedAt.plus(spacing);
        }
    }

    private final Duration length;
    private final Map<String, Reader> readers = new HashMap<>();
    private @Nullable Instant began;
    private Instant notBefore = Instant.MIN;

    /**
     * @param length of a block: the interval at which targets of canaries are read
     */
    Awaited(Duration length) {
        this.length = length;
    }

    /**
     * A fresh reading of a target that tells of the sides was processed.
     *
     * @param spacing time since the reading before; if that is not known, or none, a length is
     *     taken
     */
    void read(String target, Duration spacing, Instant now) {
        begun(now);
        boolean known = !spacing.isZero() && !spacing.isNegative();
        readers.put(target, new Reader(now, known ? spacing : length, true));
    }

    /** A target has gone, and nobody need wait for it. */
    void gone(String target) {
        readers.remove(target);
    }

    /** Whether the block ends with the reading that has just come. */
    boolean isComplete(Instant now) {
        Instant begin = begun(now);
        return readers.values().stream().anyMatch(Reader::inBlock)
                && !now.isBefore(notBefore)
                && !isAnyAwaited(begin)
                && !areOthersAboutToCome(now);
    }

    /** Whether the block ends though no reading has come: it has waited long enough. */
    boolean isOver(Instant now) {
        Instant begin = begun(now);
        boolean waits = isAnyAwaited(begin) || readers.values().stream().anyMatch(Reader::inBlock);
        return !now.isBefore(waits ? limit(begin) : begin.plus(length));
    }

    /** The block has ended, and the next begins. */
    void closed(Instant now) {
        Instant next = notBefore.equals(Instant.MIN) ? now : notBefore.plus(length);
        notBefore = next.isBefore(now) ? now : next;
        began = now;
        readers.values().removeIf(reader -> isForgotten(reader, now));
        readers.replaceAll(
                (target, reader) -> new Reader(reader.arrivedAt(), reader.spacing(), false));
    }

    /** A clock that was set back must not make a block last until it has caught up. */
    private Instant begun(Instant now) {
        if (began == null || now.isBefore(began)) {
            began = now;
            notBefore = Instant.MIN;
        }
        return began;
    }

    private Instant limit(Instant begin) {
        return begin.plus(length).plus(GRACE);
    }

    /** One that has missed its time is not waited for again, before it is read again. */
    private boolean isAnyAwaited(Instant begin) {
        return readers.values().stream()
                .filter(reader -> !reader.inBlock())
                .map(Reader::expectedAt)
                .anyMatch(at -> !at.isBefore(begin) && !at.isAfter(limit(begin)));
    }

    /**
     * Whether others, whose readings in the block are of a round ago, are about to be read anew,
     * each within the grace after another, and nobody for half a length after them: targets that
     * are read together are taken together, and not the first of one round with the last of the
     * round before. Where readings are spread over the whole length it makes little difference
     * which is the last, and none is waited for.
     */
    private boolean areOthersAboutToCome(Instant now) {
        List<Instant> next =
                readers.values().stream()
                        .map(Reader::expectedAt)
                        .filter(at -> !at.isBefore(now.minus(GRACE)))
                        .sorted()
                        .toList();
        Instant last = now;
        int together = 0;
        while (together < next.size() && !next.get(together).isAfter(last.plus(GRACE))) {
            last = next.get(together++);
        }
        boolean thenQuiet =
                together == next.size()
                        || !next.get(together).isBefore(last.plus(length.dividedBy(2)));
        return together > 0 && thenQuiet;
    }

    /** Who has not been read for ten spacings is as good as gone. */
    private static boolean isForgotten(Reader reader, Instant now) {
        return reader.arrivedAt().plus(reader.spacing().multipliedBy(10)).isBefore(now);
    }
}
