package dev.meshfuse.scrape;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the body of one answer into a reading, piece by piece as it arrives. Memory is bounded by
 * the number of series kept, not by the size of the body.
 */
public final class ReadingBuilder {
    /** Counts requests; Istio, "Standard metrics". */
    static final String REQUESTS = "istio_requests_total";

    /** Seconds since Envoy started. */
    static final String UPTIME = "envoy_server_uptime";

    /**
     * More than any sidecar shows; a gateway to a thousand services with ten outcomes each stays
     * below.
     */
    static final int MAX_SERIES = 50_000;

    /** A hundred years: no process is older, and a start far beyond could not be told as a time. */
    static final long MAX_UPTIME_SECONDS = 3_155_760_000L;

    private ExpositionParser parser = newParser();
    private final Map<SeriesId, Reading.Series> series = new LinkedHashMap<>();
    private @Nullable Long uptimeSeconds;
    private long bytes;

    private ExpositionParser newParser() {
        return new ExpositionParser(Set.of(REQUESTS, UPTIME), this::take);
    }

    /** Forgets the last body; the next piece begins another. */
    public void begin() {
        parser = newParser();
        series.clear();
        uptimeSeconds = null;
        bytes = 0;
    }

    /** Reads the next piece of the body. */
    public void feed(byte[] piece, int from, int to) {
        bytes += to - from;
        parser.feed(piece, from, to);
    }

    /** Bytes read so far. */
    public long bytes() {
        return bytes;
    }

    /** What a finished body showed. */
    public sealed interface Body {
        /** It is an exposition, with some lines refused perhaps. */
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
                    long collector,
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
                        collector,
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
    }

    /** Reads what is left and says what the body was. */
    public Body finish() {
        parser.finish();
        if (parser.samples() == 0) {
            return new Body.NotAnExposition(parser.refusedLines());
        }
        return new Body.Understood(
                parser.samples(),
                parser.refusedLines(),
                uptimeSeconds,
                List.copyOf(series.values()));
    }

    private boolean take(Sample sample) {
        OptionalLong value = CounterValue.parse(sample.value());
        if (value.isEmpty()) {
            return false;
        }
        if (sample.name().equals(UPTIME)) {
            if (value.getAsLong() > MAX_UPTIME_SECONDS) {
                return false;
            }
            uptimeSeconds = value.getAsLong();
            return true;
        }
        if (series.size() >= MAX_SERIES) {
            return false;
        }
        Reading.Series read =
                new Reading.Series(
                        sample.id(), RequestLabels.of(sample.labels()), value.getAsLong(), null);
        return series.putIfAbsent(sample.id(), read)
                == null; // a series that stands twice is refused
    }
}
