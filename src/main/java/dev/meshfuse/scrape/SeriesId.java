package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identity of a series within one process: 128 bits over all its labels as printed, also those that
 * are not kept. The counter and the histogram of the same labels share it.
 *
 * @param high upper 64 bits
 * @param low lower 64 bits
 */
public record SeriesId(long high, long low) {
    /** Identity of the series whose labels are this text. */
    public static SeriesId of(String labels) {
        byte[] bytes = labels.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /**
     * Identity of the series whose labels are these bytes: from {@code from} to before {@code to}.
     */
    public static SeriesId of(byte[] labels, int from, int to) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5"); // for identity, not for security
            md5.update(labels, from, to - from);
            byte[] digest = md5.digest();
            return new SeriesId(longAt(digest, 0), longAt(digest, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when it is no 32 hexadecimal digits
     */
    public static SeriesId fromString(String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("'" + hex + "' is not 32 hexadecimal digits");
        }
        return new SeriesId(
                HexFormat.fromHexDigitsToLong(hex, 0, 16),
                HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    private static long longAt(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (bytes[at + i] & 0xff);
        }
        return value;
    }
}
