package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.meshfuse.scrape.ReadingBuilder.Body;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body the slow way: each line is parsed by itself, and nothing is known from before. What
 * it says is what {@link ReadingBuilder} has to say.
 */
final class ReferenceReader {
    private static final class Shown {
        final RequestLabels labels;
        long requests = Reading.Series.NOT_SHOWN;
        final TreeMap<Double, Long> buckets = new TreeMap<>();
        boolean bucketsShown;
        boolean broken;

        Shown(RequestLabels labels) {
            this.labels = labels;
        }
    }

    private final Map<SeriesId, Shown> shown = new LinkedHashMap<>();
    private @Nullable Long uptime;

    private ReferenceReader() {}

    /** What a body shows; its series in the order of their identities. */
    static Body read(byte[] body) {
        ReferenceReader reader = new ReferenceReader();
        long samples = 0;
        long refused = 0;
        for (byte[] line : lines(body)) {
            ExpositionParser parser =
                    new ExpositionParser(
                            SeriesReader.WANTED, (ExpositionParser.Sink) reader::accept);
            parser.feed(line, 0, line.length);
            parser.finish();
            samples += parser.samples();
            refused += parser.refusedLines();
        }
        return samples == 0 ? new Body.NotAnExposition(refused) : reader.finish(samples, refused);
    }

    /** The same body with its series in the order of their identities. */
    static Body sorted(Body body) {
        return switch (body) {
            case Body.Understood read ->
                    new Body.Understood(
                            read.samples(),
                            read.refusedLines(),
                            read.uptimeSeconds(),
                            sorted(read.series()));
            case Body.Foreign foreign -> new Body.Foreign("");
            case Body.NotAnExposition not -> not;
        };
    }

    private static List<Reading.Series> sorted(List<Reading.Series> series) {
        return series.stream()
                .sorted((a, b) -> a.id().toString().compareTo(b.id().toString()))
                .toList();
    }

    private static List<byte[]> lines(byte[] body) {
        return Arrays.stream(new String(body, ISO_8859_1).split("\n", -1))
                .map(line -> line.getBytes(ISO_8859_1))
                .toList();
    }

    private boolean accept(Sample sample) {
        long value = Decimal.count(sample.value());
        return switch (sample.name()) {
            case SeriesReader.UPTIME -> uptime(value);
            case SeriesReader.REQUESTS -> value >= 0 && requests(sample, value);
            default -> bucket(sample, value);
        };
    }

    private boolean uptime(long value) {
        boolean usable = value >= 0 && value <= SeriesReader.MAX_UPTIME_SECONDS && uptime == null;
        uptime = usable ? Long.valueOf(value) : uptime;
        return usable;
    }

    private boolean requests(Sample sample, long value) {
        Shown of = of(sample);
        boolean first = of.requests == Reading.Series.NOT_SHOWN;
        of.requests = first ? value : of.requests;
        return first;
    }

    private boolean bucket(Sample sample, long value) {
        double limit = Decimal.number(sample.labels().getOrDefault("le", ""));
        if (Double.isNaN(limit)) {
            return false;
        }
        Shown of = of(sample);
        of.bucketsShown = true;
        of.broken |= value < 0 || of.buckets.getOrDefault(limit + 0.0, value) != value;
        return value >= 0 && of.buckets.putIfAbsent(limit + 0.0, value) == null;
    }

    private Shown of(Sample sample) {
        return shown.computeIfAbsent(
                sample.id(), id -> new Shown(RequestLabels.of(sample.labels())));
    }

    private Body finish(long samples, long refused) {
        Ownership ownership = new Ownership(null);
        List<Reading.Series> series = new ArrayList<>();
        long broken = 0;
        for (Map.Entry<SeriesId, Shown> entry : shown.entrySet()) {
            Shown of = entry.getValue();
            if (ownership.objection(of.labels) != null) {
                return new Body.Foreign("");
            }
            Histogram histogram = histogram(of);
            broken += of.bucketsShown && histogram == null ? 1 : 0;
            if (of.requests != Reading.Series.NOT_SHOWN || histogram != null) {
                series.add(new Reading.Series(entry.getKey(), of.labels, of.requests, histogram));
            }
        }
        return new Body.Understood(samples, refused + broken, uptime, sorted(series));
    }

    private static @Nullable Histogram histogram(Shown of) {
        if (of.broken || of.buckets.isEmpty()) {
            return null;
        }
        double[] bounds =
                of.buckets.headMap(Double.POSITIVE_INFINITY).keySet().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        long[] counts = of.buckets.values().stream().mapToLong(Long::longValue).toArray();
        try {
            return Histogram.of(bounds, counts);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
