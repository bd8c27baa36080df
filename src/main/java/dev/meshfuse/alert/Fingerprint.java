package dev.meshfuse.alert;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Identity of an alert's labels: FNV-1a with 64 bits over each name and value in the order of the
 * names, with a byte 255 after each, in 16 hexadecimal digits. The same that Alertmanager tells
 * (prometheus/common {@code model/signature.go}); it is computed here, so that it does not matter
 * whether a message has it.
 */
public final class Fingerprint {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int SEPARATOR = 0xff;

    private Fingerprint() {}

    /** Of labels. */
    public static String of(Map<String, String> labels) {
        long hash = OFFSET;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            hash = add(hash, label.getKey());
            hash = add(hash, label.getValue());
        }
        return String.format(Locale.ROOT, "%016x", hash);
    }

    private static long add(long hash, String text) {
        long next = hash;
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            next = (next ^ (one & 0xff)) * PRIME;
        }
        return (next ^ SEPARATOR) * PRIME;
    }
}
