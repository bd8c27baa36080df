package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CompactWriter} wrote. Equal texts within a record are one object, and so are
 * equal bounds. Every method throws {@link IllegalArgumentException} with what is wrong, and where,
 * when the bytes cannot be such a record; no length is believed beyond what is left.
 */
public final class CompactReader {
    /** A varint of 64 bits: nine bytes of seven and one more bit. */
    private static final int LONGEST = 10;

    /** A thousand years, so that sums of times stay in range. */
    private static final long MOST_SECONDS_AHEAD = 1000L * 366 * 86_400;

    private final String what;
    private final byte[] bytes;
    private final List<String> texts = new ArrayList<>();
    private final List<double[]> bounds = new ArrayList<>();
    private int at;

    /**
     * @param what the bytes should be, for messages
     * @param version the version that can be read
     */
    public CompactReader(String what, int version, byte[] bytes) {
        this.what = what;
        this.bytes = bytes;
        int found = raw();
        if (found != version) {
            throw fault("version %d, where only %d is known".formatted(found, version));
        }
    }

    /** Bounds that the writer took to be known, see {@link CompactWriter#knowing}. */
    public CompactReader knowing(double[] known) {
        bounds.add(known);
        return this;
    }

    /** A number that is never negative. */
    public long count() {
        long value = bits();
        if (value < 0) {
            throw fault("a count beyond what is possible");
        }
        return value;
    }

    /**
     * How many elements follow.
     *
     * @param bytesEach the fewest an element can have, at least 1
     */
    public int size(int bytesEach) {
        long value = bits();
        if (value < 0 || value > (bytes.length - at) / bytesEach) {
            throw fault(
                    "%s elements, where %d bytes are left"
                            .formatted(Long.toUnsignedString(value), bytes.length - at));
        }
        return (int) value;
    }

    /** The number of one of so many elements. */
    public int index(int elements) {
        long value = bits();
        if (value < 0 || value >= elements) {
            throw fault("element %s of %d".formatted(Long.toUnsignedString(value), elements));
        }
        return (int) value;
    }

    /** A number that may be negative. */
    public long number() {
        long value = bits();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number in eight bytes. */
    public long fixed() {
        if (bytes.length - at < Long.BYTES) {
            throw fault("an end within a number");
        }
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << Byte.SIZE) | (bytes[at++] & 0xff);
        }
        return value;
    }

    /** Yes or no. */
    public boolean flag() {
        int value = raw();
        if (value > 1) {
            throw fault("%d, which is neither yes nor no".formatted(value));
        }
        return value == 1;
    }

    /** A text. */
    public String text() {
        int known = index(texts.size() + 1);
        if (known > 0) {
            return texts.get(known - 1);
        }
        int length = size(1);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        texts.add(text);
        return text;
    }

    /** A text, or null. */
    public @Nullable String textOrNull() {
        return flag() ? text() : null;
    }

    /** A moment. */
    public Instant instant() {
        long seconds = number();
        long nanos = nanos();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException e) {
            throw fault(e.getMessage());
        }
    }

    private long nanos() {
        long nanos = bits();
        if (nanos < 0 || nanos > 999_999_999) {
            throw fault("a second with %s nanoseconds".formatted(Long.toUnsignedString(nanos)));
        }
        return nanos;
    }

    /** A clock. */
    public CollectorClock clock() {
        long collector = number();
        long seconds = number();
        if (seconds < -MOST_SECONDS_AHEAD || seconds > MOST_SECONDS_AHEAD) {
            throw fault("a clock that is %d seconds ahead".formatted(seconds));
        }
        return new CollectorClock(collector, Duration.ofSeconds(seconds, nanos()));
    }

    /** A moment, or null. */
    public @Nullable Instant instantOrNull() {
        return flag() ? instant() : null;
    }

    /** A histogram, or null. */
    public @Nullable Histogram histogramOrNull() {
        int which = index(bounds.size() + 2);
        if (which == 0) {
            return null;
        }
        double[] its = which == 1 ? newBounds() : bounds.get(which - 2);
        if (bytes.length - at < its.length + 1) {
            throw fault("an end within a histogram");
        }
        long[] atMost = new long[its.length + 1];
        long sum = 0;
        for (int i = 0; i < atMost.length; i++) {
            sum += bits();
            atMost[i] = sum;
        }
        return made(() -> Histogram.of(its, atMost));
    }

    /** What is made of parts that were read; where they do not fit, it is this record's fault. */
    public <T> T made(Supplier<T> part) {
        try {
            return part.get();
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    /**
     * Nothing may be left.
     *
     * @param record what was read, which is given back
     */
    public <T> T end(T record) {
        if (at < bytes.length) {
            throw fault("%d bytes too many".formatted(bytes.length - at));
        }
        return record;
    }

    /** What is thrown where the record makes no sense. */
    public IllegalArgumentException fault(@Nullable String problem) {
        return new IllegalArgumentException(
                "no %s: %s, at byte %d of %d".formatted(what, problem, at, bytes.length));
    }

    private double[] newBounds() {
        double[] found = new double[size(Double.BYTES)];
        for (int i = 0; i < found.length; i++) {
            found[i] = Double.longBitsToDouble(fixed());
        }
        bounds.add(found);
        return found;
    }

    private long bits() {
        long value = 0;
        for (int i = 0; i < LONGEST; i++) {
            int next = raw();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                return value;
            }
        }
        throw fault("a number that does not end");
    }

    private int raw() {
        if (at >= bytes.length) {
            throw fault("an early end");
        }
        return bytes[at++] & 0xff;
    }
}
