package dev.meshfuse.scrape;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A series of a target whose labels are resolved, and what the body being read shows of it. */
final class KnownSeries {
    private final SeriesId id;
    private final RequestLabels labels;
    private int shownIn;
    private long requests = Reading.Series.NOT_SHOWN;
    private @Nullable Buckets buckets;
    private boolean bucketsShown;
    private boolean brokenHistogram;
    private Reading.@Nullable Series last;

    KnownSeries(SeriesId id, RequestLabels labels) {
        this.id = id;
        this.labels = labels;
    }

    RequestLabels labels() {
        return labels;
    }

    /** Number of the last body that showed it. */
    int shownIn() {
        return shownIn;
    }

    /** Begins with a body that shows it. */
    void begin(int body) {
        shownIn = body;
        requests = Reading.Series.NOT_SHOWN;
        bucketsShown = false;
    }

    /** Takes the counter's value; refuses a second one. */
    boolean count(long value) {
        if (requests != Reading.Series.NOT_SHOWN) {
            return false;
        }
        requests = value;
        return true;
    }

    /** Its histogram in this body. */
    Buckets buckets() {
        if (buckets == null) {
            buckets = new Buckets();
        }
        if (!bucketsShown) {
            buckets.begin();
            bucketsShown = true;
        }
        return buckets;
    }

    /** The histogram that this body shows, or null where it shows none or a broken one. */
    private @Nullable Histogram histogram() {
        return bucketsShown && buckets != null ? buckets.finish() : null;
    }

    /**
     * What the body showed, to be asked once at its end; null when it was a broken histogram alone.
     * A series that did not change is the same object as before.
     */
    Reading.@Nullable Series finish() {
        Histogram histogram = histogram();
        brokenHistogram = bucketsShown && histogram == null;
        if (requests == Reading.Series.NOT_SHOWN && histogram == null) {
            return null;
        }
        if (last == null
                || last.requests() != requests
                || !Objects.equals(last.latency(), histogram)) {
            last = new Reading.Series(id, labels, requests, histogram);
        }
        return last;
    }

    /** Whether the body that was finished showed a histogram that is none. */
    boolean hadBrokenHistogram() {
        return brokenHistogram;
    }
}
