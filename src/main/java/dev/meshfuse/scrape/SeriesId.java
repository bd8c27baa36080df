package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identity of a series within one process: 128 bits over all its labels, also those that are not
 * kept. The counter and the histogram of the same labels share it.
 *
 * @param high upper 64 bits
 * @param low lower 64 bits
 */
public record SeriesId(long high, long low) {
    /** Identity of the series whose labels are this text; {@link Sample#id} writes it. */
    public static SeriesId of(String labels) {
        try {
            // A client can put text into a label: it must not find two that are taken for one.
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha.digest(labels.getBytes(StandardCharsets.UTF_8));
            return new SeriesId(longAt(digest, 0), longAt(digest, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
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
