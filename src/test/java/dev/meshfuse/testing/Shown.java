package dev.meshfuse.testing;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.scrape.SeriesId;

/** What a proxy showed, for tests. */
public final class Shown {
    private Shown() {}

    /** A counter without a histogram; equal names are one series. */
    public static Reading.Series requests(String name, RequestLabels labels, long value) {
        return new Reading.Series(SeriesId.of(name), labels, value, null);
    }
}
