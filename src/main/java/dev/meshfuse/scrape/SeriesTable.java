package dev.meshfuse.scrape;

import org.jspecify.annotations.Nullable;

/**
 * Finds series by 128-bit keys: a hash of how a line of theirs begins, or their identity. Open
 * addressing in plain arrays, at most half full; finding allocates nothing.
 */
final class SeriesTable {
    /** What a key was made of. Keys of different kinds never meet. */
    enum Kind {
        /** The identity of the series. */
        IDENTITY,
        /** The line of a counter, up to its value. */
        COUNTER,
        /** The line of a bucket, up to the text of its bound. */
        BUCKET
    }

    /**
     * How many keys that are no identities are held. Each series has two; a target that spells its
     * labels in ever new ways is read all the same, but slowly.
     */
    static final int MAX_SPELLINGS = 3 * ReadingBuilder.MAX_SERIES;

    private static final int FEWEST_SLOTS = 64;

    private long[] highs = new long[FEWEST_SLOTS];
    private long[] lows = new long[FEWEST_SLOTS];
    private @Nullable Kind[] kinds = new @Nullable Kind[FEWEST_SLOTS];
    private int[] seen = new int[FEWEST_SLOTS];
    private @Nullable KnownSeries[] series = new @Nullable KnownSeries[FEWEST_SLOTS];
    private int spellings;
    private int identities;

    /** How many series are known. */
    int size() {
        return identities;
    }

    /** The series of a key, or null; notes the body in which the key was last seen. */
    @Nullable KnownSeries find(KeyedHash key, Kind kind, int body) {
        int slot = slot(key.high(), key.low(), kind);
        seen[slot] = body;
        return series[slot];
    }

    /** Remembers a series by a key that is not in the table. */
    void put(KeyedHash key, Kind kind, KnownSeries value, int body) {
        if (kind != Kind.IDENTITY && spellings >= MAX_SPELLINGS) {
            return;
        }
        if (2 * (spellings + identities + 1) > series.length) {
            rebuild(series.length * 2, Integer.MIN_VALUE);
        }
        insert(key.high(), key.low(), kind, value, body);
    }

    /** Forgets series, and keys of series, that were not seen since a body. */
    void forget(int since) {
        int kept = 0;
        for (int slot = 0; slot < series.length; slot++) {
            kept += isNeeded(slot, since) ? 1 : 0;
        }
        if (kept < spellings + identities) {
            // At most half full, so that it does not grow again at once.
            rebuild(Math.max(FEWEST_SLOTS, Integer.highestOneBit(kept + 1) * 4), since);
        }
    }

    private boolean isNeeded(int slot, int since) {
        KnownSeries value = series[slot];
        return value != null
                && value.shownIn() >= since
                && (kinds[slot] == Kind.IDENTITY || seen[slot] >= since);
    }

    private boolean[] needed(int since) {
        boolean[] needed = new boolean[series.length];
        for (int slot = 0; slot < needed.length; slot++) {
            needed[slot] = isNeeded(slot, since);
        }
        return needed;
    }

    private int slot(long high, long low, @Nullable Kind kind) {
        int mask = series.length - 1;
        int slot = (int) low & mask;
        while (series[slot] != null
                && !(lows[slot] == low && highs[slot] == high && kinds[slot] == kind)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void insert(long high, long low, @Nullable Kind kind, KnownSeries value, int body) {
        int slot = slot(high, low, kind);
        highs[slot] = high;
        lows[slot] = low;
        kinds[slot] = kind;
        seen[slot] = body;
        series[slot] = value;
        if (kind == Kind.IDENTITY) {
            identities++;
        } else {
            spellings++;
        }
    }

    private void rebuild(int slots, int since) {
        long[] oldHighs = highs;
        long[] oldLows = lows;
        @Nullable Kind[] oldKinds = kinds;
        int[] oldSeen = seen;
        @Nullable KnownSeries[] oldSeries = series;
        boolean[] needed = needed(since);
        highs = new long[slots];
        lows = new long[slots];
        kinds = new @Nullable Kind[slots];
        seen = new int[slots];
        series = new @Nullable KnownSeries[slots];
        spellings = 0;
        identities = 0;
        for (int slot = 0; slot < oldSeries.length; slot++) {
            KnownSeries value = oldSeries[slot];
            if (value != null && needed[slot]) {
                insert(oldHighs[slot], oldLows[slot], oldKinds[slot], value, oldSeen[slot]);
            }
        }
    }
}
