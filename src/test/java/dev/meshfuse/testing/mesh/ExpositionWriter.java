package dev.meshfuse.testing.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * Writes the text format 0.0.4 into one growing array. Labels arrive already rendered: a mesh of
 * fifty pods writes tens of megabytes a second, nearly all of it the same labels again.
 */
final class ExpositionWriter {
    /** Envoy prints doubles with {@code %.32g}. */
    private static final MathContext ENVOY_DIGITS = new MathContext(32, RoundingMode.HALF_EVEN);

    private static final byte[] OPEN = {'{'};
    private static final byte[] CLOSE = {'}', ' '};
    private static final byte[] BUCKET = ascii("_bucket{");
    private static final byte[] SUM = ascii("_sum{");
    private static final byte[] COUNT = ascii("_count{");
    private static final byte[][] LE = new byte[Histogram.BOUNDS.length + 1][];

    static {
        for (int i = 0; i < Histogram.BOUNDS.length; i++) {
            LE[i] = ascii(",le=\"" + number(Histogram.BOUNDS[i]) + "\"} ");
        }
        LE[Histogram.BOUNDS.length] = ascii(",le=\"+Inf\"} ");
    }

    private byte[] bytes;
    private int length;
    private byte[] name = {};
    private byte[] pendingType = {};

    ExpositionWriter(int expectedLength) {
        bytes = new byte[Math.max(expectedLength, 4096)];
    }

    /**
     * Starts a family. Its TYPE line appears with its first sample, so an empty one leaves none.
     */
    void begin(String family, String type) {
        name = ascii(family);
        pendingType = ascii("# TYPE " + family + " " + type + "\n");
    }

    /** Ends a family: a blank line follows unless it had no sample. */
    void end() {
        if (pendingType.length == 0) {
            put((byte) '\n');
        }
        pendingType = new byte[0];
    }

    void sample(byte[] labels, long value) {
        open(OPEN, labels);
        put(CLOSE);
        put(value);
        put((byte) '\n');
    }

    void bucket(byte[] labels, int bound, long value) {
        open(BUCKET, labels);
        put(LE[bound]);
        put(value);
        put((byte) '\n');
    }

    void sum(byte[] labels, double value) {
        open(SUM, labels);
        put(CLOSE);
        put(ascii(number(value)));
        put((byte) '\n');
    }

    void count(byte[] labels, long value) {
        open(COUNT, labels);
        put(CLOSE);
        put(value);
        put((byte) '\n');
    }

    /** Text that is exposition format already. */
    void raw(String text) {
        put(text.getBytes(UTF_8));
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    private void open(byte[] brace, byte[] labels) {
        if (pendingType.length > 0) {
            put(pendingType);
            pendingType = new byte[0];
        }
        put(name);
        put(brace);
        put(labels);
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return new BigDecimal(value).round(ENVOY_DIGITS).stripTrailingZeros().toPlainString();
    }

    private void put(long value) {
        if (value >= 0 && value < 10) {
            put((byte) ('0' + value));
        } else {
            put(ascii(Long.toString(value)));
        }
    }

    private void put(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    private void put(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
