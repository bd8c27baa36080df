package dev.meshfuse.scrape;

/**
 * A hash of 128 bits, keyed with secrets: two lanes of 64 bits, each folding the 128-bit product of
 * two words into one, as wyhash does. A client can put text of its choice into a label, but without
 * the secrets it cannot find two texts that are taken for one.
 *
 * <p>Holds its last result, so that hashing allocates nothing; for one thread at a time.
 */
final class KeyedHash {
    /** Shorter texts are not hashed: the last words of a text may overlap but not precede it. */
    static final int MIN_BYTES = 2 * Long.BYTES;

    private final HashSecrets secrets;
    private long high;
    private long low;

    KeyedHash(HashSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Hashes the bytes from {@code from} to before {@code to}.
     *
     * @throws IllegalArgumentException when they are fewer than {@link #MIN_BYTES}
     */
    void of(byte[] bytes, int from, int to) {
        if (to - from < MIN_BYTES) {
            throw new IllegalArgumentException("too short to be hashed: " + (to - from));
        }
        long a = secrets.first() ^ (to - from);
        long b = secrets.second();
        int last = to - MIN_BYTES;
        for (int at = from; at < last; at += MIN_BYTES) {
            long one = (long) Words.AT.get(bytes, at);
            long two = (long) Words.AT.get(bytes, at + Long.BYTES);
            a = fold(one ^ secrets.third(), two ^ a);
            b = fold(two ^ secrets.fourth(), one ^ b);
        }
        long one = (long) Words.AT.get(bytes, last);
        long two = (long) Words.AT.get(bytes, last + Long.BYTES);
        a = fold(one ^ secrets.third(), two ^ a);
        b = fold(two ^ secrets.fourth(), one ^ b);
        high = fold(a ^ secrets.second(), secrets.fourth());
        low = fold(b ^ secrets.first(), secrets.third());
    }

    /** Hashes an identity: who can choose labels can choose some bits of it. */
    void of(SeriesId id) {
        high = fold(id.high() ^ secrets.first(), id.low() ^ secrets.second());
        low = fold(id.high() ^ secrets.third(), id.low() ^ secrets.fourth());
    }

    /** Upper half of the last result. */
    long high() {
        return high;
    }

    /** Lower half of the last result. */
    long low() {
        return low;
    }

    private static long fold(long x, long y) {
        return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
    }
}
