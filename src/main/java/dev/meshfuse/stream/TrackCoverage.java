package dev.meshfuse.stream;

import dev.meshfuse.definition.Track;
import dev.meshfuse.sli.Coverage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much of what arrived at each side of a split in the last minute is seen at its callers. In
 * memory only: it is known again a few readings after a restart.
 */
final class TrackCoverage {
    /** Long enough for a few requests of a quiet caller, short enough to be about now. */
    static final Duration WINDOW = Duration.ofMinutes(1);

    private record OfBlock(Instant closedAt, Coverage stable, Coverage canary) {}

    private final Deque<OfBlock> blocks = new ArrayDeque<>();
    private Coverage stable = Coverage.NONE;
    private Coverage canary = Coverage.NONE;

    /** A block has ended. */
    void close(BlockCollector block, Instant now) {
        blocks.removeIf(one -> one.closedAt().isBefore(now.minus(WINDOW)));
        blocks.add(new OfBlock(now, block.coverage(Track.STABLE), block.coverage(Track.CANARY)));
        stable = blocks.stream().map(OfBlock::stable).reduce(Coverage.NONE, Coverage::plus);
        canary = blocks.stream().map(OfBlock::canary).reduce(Coverage.NONE, Coverage::plus);
    }

    /** Of one side. */
    Coverage of(Track side) {
        return switch (side) {
            case STABLE -> stable;
            case CANARY -> canary;
            case UNATTRIBUTED, OTHER -> Coverage.NONE;
        };
    }
}
