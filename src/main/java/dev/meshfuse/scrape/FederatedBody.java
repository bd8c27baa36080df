package dev.meshfuse.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One body of Prometheus's {@code /federate}: the series of many processes, told apart by the
 * labels that Prometheus gave to its targets, each line with the time it was scraped at.
 *
 * <p>To be used by one thread.
 */
public final class FederatedBody {
    /** The metrics that are wanted of it. */
    public static final Set<String> METRICS = SeriesReader.WANTED;

    /**
     * Names of the labels that tell a pod; where a series lacks one of them, {@code instance} tells
     * its process.
     *
     * @param namespace label of the pod's namespace
     * @param pod label of its name
     */
    public record Labels(String namespace, String pod) {}

    /** A target of Prometheus. Two jobs may scrape one pod. */
    record Origin(String namespace, String pod, String instance, String job) {
        boolean isPod() {
            return !namespace.isEmpty() && !pod.isEmpty();
        }

        /** What is read there, whichever job reads it. */
        String process() {
            return isPod() ? namespace + "/" + pod : instance;
        }
    }

    private final Labels labels;
    private final ExpositionParser parser = new ExpositionParser(METRICS, this::take);
    private final Map<Origin, Shown> shown = new LinkedHashMap<>();

    public FederatedBody(Labels labels) {
        this.labels = labels;
    }

    /** Reads the next piece. The array may be used for something else afterwards. */
    public void feed(byte[] piece, int from, int to) {
        parser.feed(piece, from, to);
    }

    /** Reads what is left after the last newline. */
    public void finish() {
        parser.finish();
    }

    /** Bytes read so far. */
    public long bytes() {
        return parser.bytes();
    }

    /** Lines that carry a sample of any metric. */
    public long samples() {
        return parser.samples();
    }

    /** Lines that could not be used. */
    public long refusedLines() {
        return parser.refusedLines();
    }

    /** What each target of Prometheus showed. */
    Collection<Shown> shown() {
        return shown.values();
    }

    private boolean take(Sample sample) {
        Long at = sample.timestampMillis();
        Origin origin =
                new Origin(
                        label(sample, labels.namespace()),
                        label(sample, labels.pod()),
                        label(sample, "instance"),
                        label(sample, "job"));
        return at != null
                && !origin.process().isEmpty()
                && shown.computeIfAbsent(origin, Shown::new).take(sample, at);
    }

    private static String label(Sample sample, String name) {
        return sample.labels().getOrDefault(name, "");
    }

    /** What one target of Prometheus showed. */
    static final class Shown {
        private final Origin origin;
        private final Map<SeriesId, KnownSeries> series = new LinkedHashMap<>();
        private long latest = Long.MIN_VALUE;
        private long uptimeSeconds = -1;
        private long uptimeAt;

        private Shown(Origin origin) {
            this.origin = origin;
        }

        Origin origin() {
            return origin;
        }

        /** Whether it shows more than how long it has been up. */
        boolean hasSeries() {
            return !series.isEmpty();
        }

        /** When it was scraped; of series that it showed no more, Prometheus repeats the last. */
        Instant at() {
            return Instant.ofEpochMilli(latest);
        }

        /** How long the process had been up at that time, or null where it does not say. */
        @Nullable Long uptimeSeconds() {
            return uptimeSeconds < 0
                    ? null
                    : uptimeSeconds + Duration.ofMillis(latest - uptimeAt).toSeconds();
        }

        /**
         * Its series; broken histograms are left out.
         *
         * @return nothing when a series names another workload than the others, or another
         *     namespace than that of the pod; the reason is added to {@code objections}
         */
        List<Reading.Series> series(List<String> objections) {
            Ownership ownership =
                    new Ownership(
                            origin.isPod()
                                    ? new Pod(
                                            origin.process(),
                                            origin.namespace(),
                                            origin.pod(),
                                            null,
                                            0)
                                    : null);
            List<Reading.Series> read = new ArrayList<>(series.size());
            for (KnownSeries known : series.values()) {
                String objection = ownership.objection(known.labels());
                if (objection != null) {
                    objections.add(origin.process() + ": " + objection);
                    return List.of();
                }
                Reading.Series one = known.finish();
                if (one != null) {
                    read.add(one);
                }
            }
            return read;
        }

        private boolean take(Sample sample, long at) {
            boolean usable =
                    switch (sample.name()) {
                        case SeriesReader.REQUESTS -> counter(sample);
                        case SeriesReader.BUCKETS -> bucket(sample);
                        default -> uptime(Decimal.count(sample.value()), at);
                    };
            latest = usable ? Math.max(latest, at) : latest;
            return usable;
        }

        private boolean uptime(long seconds, long at) {
            if (seconds < 0 || seconds > SeriesReader.MAX_UPTIME_SECONDS || uptimeSeconds >= 0) {
                return false;
            }
            uptimeSeconds = seconds;
            uptimeAt = at;
            return true;
        }

        private boolean counter(Sample sample) {
            long value = Decimal.count(sample.value());
            KnownSeries known = value < 0 ? null : series(sample);
            return known != null && known.count(value);
        }

        private boolean bucket(Sample sample) {
            double limit = Decimal.number(sample.labels().getOrDefault(Sample.BOUND, ""));
            KnownSeries known = Double.isNaN(limit) ? null : series(sample);
            if (known == null) {
                return false;
            }
            long count = Decimal.count(sample.value());
            if (count < 0) {
                known.buckets().spoil();
                return false;
            }
            return known.buckets().add(limit, count);
        }

        private @Nullable KnownSeries series(Sample sample) {
            SeriesId id = sample.id();
            KnownSeries known = series.get(id);
            if (known == null && series.size() < ReadingBuilder.MAX_SERIES) {
                known = new KnownSeries(id, RequestLabels.of(sample.labels()));
                series.put(id, known);
            }
            return known;
        }
    }
}
