package dev.meshfuse.verdict;

/**
 * How often a canary is called, to tell silence from a pause between two requests.
 *
 * @param sum requests per block, decayed
 * @param weight blocks, decayed
 * @param perBlockBefore mean requests per block when the present silence began
 * @param emptyBlocks blocks of the present silence: callers were read, and showed no request
 */
public record CanaryTraffic(double sum, double weight, double perBlockBefore, int emptyBlocks) {
    /** Memory of some 20 blocks; chosen. */
    private static final double DECAY = 0.95;

    /** One block may fall between two reports of a caller. */
    private static final int LEAST_BLOCKS = 3;

    /**
     * Requests that would have been expected in the silence. At 7 the chance that it is a mere
     * pause is exp(-7), one in a thousand, for requests that come independently.
     */
    private static final double EXPECTED = 7;

    /** Nothing is known. */
    public static final CanaryTraffic NONE = new CanaryTraffic(0, 0, 0, 0);

    /** What is known after one more block. A block in which no caller was read says nothing. */
    public CanaryTraffic after(Block block) {
        if (!block.callersRead()) {
            return this;
        }
        double requests = (double) block.canary().total() + block.canary().excluded();
        double nextSum = sum * DECAY + requests;
        double nextWeight = weight * DECAY + 1;
        if (block.lastCanaryAt() != null) {
            return new CanaryTraffic(nextSum, nextWeight, 0, 0);
        }
        double before = emptyBlocks == 0 ? perBlock() : perBlockBefore;
        return new CanaryTraffic(nextSum, nextWeight, before, emptyBlocks + 1);
    }

    /** Whether requests have stopped. */
    public boolean isQuiet() {
        return perBlockBefore > 0
                && emptyBlocks >= Math.max(LEAST_BLOCKS, EXPECTED / perBlockBefore);
    }

    private double perBlock() {
        return weight == 0 ? 0 : sum / weight;
    }
}
