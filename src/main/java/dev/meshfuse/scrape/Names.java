package dev.meshfuse.scrape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** A few names of metrics, found at the beginning of a line by their first eight bytes. */
final class Names {
    private final Set<String> names;
    private final byte[][] texts;
    private final long[] words;
    private final long[] masks;

    Names(Set<String> names) {
        this.names = Set.copyOf(names);
        texts =
                this.names.stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
        words = Arrays.stream(texts).mapToLong(Words::first).toArray();
        masks = Arrays.stream(texts).mapToLong(text -> Words.mask(text.length)).toArray();
    }

    boolean contain(String name) {
        return names.contains(name);
    }

    /**
     * Whether a line begins with one of the names and does not go on as a longer name would; or
     * with something that is no name at all, for which the whole line is to be read.
     */
    boolean contain(byte[] line, int from, int end) {
        if (from > line.length - Long.BYTES) {
            return slow(line, from, end);
        }
        long word = (long) Words.AT.get(line, from);
        for (int i = 0; i < words.length; i++) {
            if ((word & masks[i]) == words[i] && isName(texts[i], line, from, end)) {
                return true;
            }
        }
        return false;
    }

    private boolean slow(byte[] line, int from, int end) {
        for (byte[] text : texts) {
            if (isName(text, line, from, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(byte[] name, byte[] line, int from, int end) {
        int behind = from + name.length;
        return behind <= end
                && Arrays.equals(name, 0, name.length, line, from, behind)
                && (behind == end || !isPart(line[behind]));
    }

    /** Whether a metric's name can begin so. */
    static boolean canBegin(byte b) {
        byte lower = (byte) (b | 0x20);
        return (lower >= 'a' && lower <= 'z') || b == '_' || b == ':';
    }

    private static boolean isPart(byte b) {
        return canBegin(b) || (b >= '0' && b <= '9');
    }
}
