package dev.meshfuse.scrape;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of text at a time: the first byte is the lowest of the number. */
final class Words {
    /** Reads eight bytes of an array as one number. */
    static final VarHandle AT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = ONES * '\n';
    private static final int STEP = 4 * Long.BYTES;

    private Words() {}

    /** Index of the first newline, or -1 where there is none before {@code to}. */
    static int newline(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - STEP; at += STEP) {
            long hits =
                    newlines(bytes, at)
                            | newlines(bytes, at + 8)
                            | newlines(bytes, at + 16)
                            | newlines(bytes, at + 24);
            if (hits != 0) {
                break;
            }
        }
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long hits = newlines(bytes, at);
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** The lowest bit set marks the first newline; those above it may be wrong. */
    private static long newlines(byte[] bytes, int at) {
        long differs = (long) AT.get(bytes, at) ^ NEWLINES;
        return (differs - ONES) & ~differs & HIGHS;
    }

    /** The first bytes of a text as one number, zero where it is shorter than eight. */
    static long first(byte[] text) {
        long word = 0;
        for (int i = 0; i < Math.min(text.length, Long.BYTES); i++) {
            word |= (text[i] & 0xffL) << (i * Byte.SIZE);
        }
        return word;
    }

    /** Covers the first so many bytes, at most eight. */
    static long mask(int length) {
        return length >= Long.BYTES ? -1L : (1L << (length * Byte.SIZE)) - 1;
    }
}
