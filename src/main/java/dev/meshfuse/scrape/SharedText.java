package dev.meshfuse.scrape;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Lets equal texts be one object across all targets: a thousand proxies print the same names. Of
 * fixed size; texts whose hashes fall on one place take turns, and lose sharing only.
 */
final class SharedText {
    /** Many times the workloads, services and namespaces of a large mesh; a power of two. */
    private static final int PLACES = 16 * 1024;

    /** Longer texts are not names, and not worth keeping. */
    private static final int MAX_LENGTH = 256;

    private static final AtomicReferenceArray<String> TEXTS = new AtomicReferenceArray<>(PLACES);

    private SharedText() {}

    /** An equal text, the same object as often as possible. */
    static String of(String text) {
        if (text.length() > MAX_LENGTH) {
            return text;
        }
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        String known = TEXTS.get(place);
        if (text.equals(known)) {
            return known;
        }
        TEXTS.set(place, text);
        return text;
    }
}
