package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bodies that one target answers into readings, piece by piece as they arrive. It is kept
 * from scrape to scrape: what it has learnt of the target's lines makes the next body cheap. Memory
 * is bounded by the number of series, not by the size of a body.
 *
 * <p>To be used by one thread at a time, and by another one only after a hand-over that publishes
 * its memory, as an event loop's task queue does.
 */
public final class ReadingBuilder {
    /**
     * More than any sidecar shows; a gateway to a thousand services with ten outcomes each stays
     * below.
     */
    static final int MAX_SERIES = 50_000;

    private final SeriesReader series = new SeriesReader();
    private final ExpositionParser parser = new ExpositionParser(SeriesReader.WANTED, series);
    private @Nullable Pod pod;

    /** For a target whose pod is not known. */
    public ReadingBuilder() {
        this(null);
    }

    /**
     * For a target.
     *
     * @param pod its pod, as far as discovery tells, or null
     */
    public ReadingBuilder(@Nullable Pod pod) {
        this.pod = pod;
    }

    /** Begins with a new body of the same pod; whatever was read of another body is forgotten. */
    public void begin() {
        begin(pod);
    }

    /** Begins with a new body, as {@link #begin()}, of a pod that may be another one. */
    public void begin(@Nullable Pod current) {
        pod = current;
        parser.begin();
        series.begin();
    }

    /** Reads the next piece of the body. The array may be used for something else afterwards. */
    public void feed(byte[] piece, int from, int to) {
        parser.feed(piece, from, to);
    }

    /** Bytes read so far. */
    public long bytes() {
        return parser.bytes();
    }

    /** What a finished body showed. */
    public sealed interface Body {
        /**
         * It is an exposition, with some lines refused perhaps.
         *
         * @param samples lines that carry a sample of any metric
         * @param refusedLines lines that could not be used, and histograms that are none
         * @param uptimeSeconds how long the process has been up, or null where it does not say
         * @param series what it shows of requests
         */
        record Understood(
                long samples,
                long refusedLines,
                @Nullable Long uptimeSeconds,
                List<Reading.Series> series)
                implements Body {
            /**
             * The reading of a target that answered with this body.
             *
             * @param endpoint path and query that were read
             */
            public Reading toReading(
                    Target target,
                    String endpoint,
                    CollectorClock clock,
                    long sequence,
                    Instant at,
                    Instant watchedSince) {
                Pod pod = target.pod();
                return new Reading(
                        target.key(),
                        target.process(),
                        pod == null || pod.name() == null
                                ? null
                                : pod.namespace() + "/" + pod.name(),
                        clock,
                        sequence,
                        at,
                        watchedSince,
                        uptimeSeconds,
                        refusedLines == 0,
                        endpoint,
                        series);
            }
        }

        /** It has not a single sample. */
        record NotAnExposition(long refusedLines) implements Body {}

        /**
         * It shows series that another workload's proxy would: nothing of it is used.
         *
         * @param detail for people: which one, and where it was read
         */
        record Foreign(String detail) implements Body {}
    }

    /** Reads what is left and says what the body was. Another one needs {@link #begin()} first. */
    public Body finish() {
        parser.finish();
        if (parser.samples() == 0) {
            return new Body.NotAnExposition(parser.refusedLines());
        }
        Ownership ownership = new Ownership(pod);
        List<Reading.Series> read = new ArrayList<>(series.shown().size());
        long broken = 0;
        for (KnownSeries known : series.shown()) {
            String objection = ownership.objection(known.labels());
            if (objection != null) {
                return new Body.Foreign(objection);
            }
            Reading.Series one = known.finish();
            broken += known.hadBrokenHistogram() ? 1 : 0;
            if (one != null) {
                read.add(one);
            }
        }
        return new Body.Understood(
                parser.samples(),
                parser.refusedLines() + broken,
                series.uptimeSeconds(),
                List.copyOf(read));
    }
}
