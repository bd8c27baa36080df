package dev.meshfuse.scrape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer calls with bytes of its choice: bodies that one target answers one after another,
 * separated by {@link #NEXT_BODY}. They must be read as the slow way reads them, however they are
 * cut, and must not make anything throw.
 */
public final class ExpositionFuzz {
    /** Separates bodies; no part of any text. */
    static final byte NEXT_BODY = 0x1e;

    /** More bodies are not read: they would only make each call slower. */
    private static final int MAX_BODIES = 4;

    private ExpositionFuzz() {}

    /** Named as Jazzer calls it. */
    public static void fuzzerTestOneInput(byte[] input) {
        Scrapes.areReadAsTheSlowWayReadsThem(bodies(input));
    }

    private static byte[][] bodies(byte[] input) {
        List<byte[]> bodies = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < input.length && bodies.size() < MAX_BODIES - 1; i++) {
            if (input[i] == NEXT_BODY) {
                bodies.add(Arrays.copyOfRange(input, from, i));
                from = i + 1;
            }
        }
        bodies.add(Arrays.copyOfRange(input, from, input.length));
        return bodies.toArray(byte[][]::new);
    }
}
