package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one record in few bytes: whole numbers with seven bits a byte, and each text and each set
 * of bucket bounds once; where it comes again, its number stands. {@link CompactReader} reads it in
 * the same order of calls. A writer is good for one record and one thread.
 */
public final class CompactWriter {
    private final Map<String, Integer> texts = new HashMap<>();
    private final List<double[]> bounds = new ArrayList<>();
    private byte[] bytes;
    private int size;

    /**
     * @param version of the record's format, 1 to 127; its first byte
     * @param expected about how many bytes it will have
     */
    public CompactWriter(int version, int expected) {
        if (version < 1 || version > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("a version is 1 to 127, not " + version);
        }
        bytes = new byte[Math.max(expected, 16)];
        raw(version);
    }

    /**
     * Bounds that the reader knows beforehand, so that they need not stand in the record; to be
     * called before anything is written, in the same order as there.
     */
    public CompactWriter knowing(double[] known) {
        bounds.add(known);
        return this;
    }

    /** A number that is usually small and never negative. */
    public CompactWriter count(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a count is not " + value);
        }
        return bits(value);
    }

    /** A number that is usually near zero and may be negative. */
    public CompactWriter number(long value) {
        return bits((value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    /** A number that is never small, in eight bytes. */
    public CompactWriter fixed(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            raw((int) (value >>> shift));
        }
        return this;
    }

    /** Yes or no. */
    public CompactWriter flag(boolean value) {
        raw(value ? 1 : 0);
        return this;
    }

    /** A text. */
    public CompactWriter text(String value) {
        Integer known = texts.putIfAbsent(value, texts.size() + 1);
        if (known != null) {
            return bits(known);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        bits(0).bits(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    /** A text, or null. */
    public CompactWriter textOrNull(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    /** A moment, to the nanosecond. */
    public CompactWriter instant(Instant value) {
        return number(value.getEpochSecond()).bits(value.getNano());
    }

    /** A moment, or null. */
    public CompactWriter instantOrNull(@Nullable Instant value) {
        flag(value != null);
        return value == null ? this : instant(value);
    }

    /** A clock; how far it was set, to the nanosecond. */
    public CompactWriter clock(CollectorClock value) {
        return number(value.collector())
                .number(value.ahead().toSeconds())
                .bits(value.ahead().toNanosPart());
    }

    /** A histogram, or null; its counts as what each bucket has more than the one before. */
    public CompactWriter histogramOrNull(@Nullable Histogram value) {
        if (value == null) {
            return bits(0);
        }
        boundsOf(value);
        long before = 0;
        for (int i = 0; i <= value.size(); i++) {
            bits(value.atMost(i) - before);
            before = value.atMost(i);
        }
        return this;
    }

    /** The record. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** 0 is no histogram, 1 is new bounds, from 2 on they are known. */
    private void boundsOf(Histogram histogram) {
        for (int i = 0; i < bounds.size(); i++) {
            if (Arrays.equals(bounds.get(i), histogram.bounds())) {
                bits(i + 2);
                return;
            }
        }
        bounds.add(histogram.bounds());
        bits(1).bits(histogram.size());
        for (int i = 0; i < histogram.size(); i++) {
            fixed(Double.doubleToLongBits(histogram.bound(i)));
        }
    }

    private CompactWriter bits(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            raw((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        raw((int) rest);
        return this;
    }

    private void raw(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
