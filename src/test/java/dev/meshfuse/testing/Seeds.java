package dev.meshfuse.testing;

import java.util.stream.LongStream;

/**
 * Seeds for property tests. Setting {@code meshfuse.property.runs} says how many, {@code
 * meshfuse.property.seed} where they begin: to see one failure again, give its seed and one run.
 */
public final class Seeds {
    private static final long RUNS = Long.getLong("meshfuse.property.runs", 40);
    private static final long FIRST = Long.getLong("meshfuse.property.seed", 1);

    private Seeds() {}

    /** All of them. */
    public static LongStream all() {
        return LongStream.range(FIRST, FIRST + RUNS);
    }
}
