package dev.meshfuse.verdict;

import java.util.List;

/**
 * When blocks that are gathered into one tick end it.
 *
 * <p>A tick of latency is as long as Envoy's flush of histograms, 5 s, and should end with one: a
 * flush in the middle of a tick would wait for the rest of it, which shows nothing new. So where
 * the last two blocks have shown no durations the tick takes in the next flush as well, and ends
 * with it; from then on each ends with a flush, or one block after. Where the flushes of many
 * callers fall into every block this changes nothing. Ticks only become longer by it, so there are
 * fewer in a time than the tests allow for.
 */
final class Gathering {
    private Gathering() {}

    /**
     * Whether the tick ends.
     *
     * @param grown what was gathered, the last block included
     * @param tickBlocks blocks that make a tick
     * @param latest the latest blocks, oldest first
     */
    static boolean ends(OpenBlock grown, int tickBlocks, List<Block> latest) {
        if (tickBlocks == 1 || grown.ticks() >= 2 * tickBlocks - 1) {
            return true;
        }
        return grown.ticks() >= tickBlocks
                && latest.subList(Math.max(0, latest.size() - 2), latest.size()).stream()
                        .anyMatch(Gathering::shows);
    }

    private static boolean shows(Block block) {
        return block.canary().total() + block.stable().total() > 0;
    }
}
