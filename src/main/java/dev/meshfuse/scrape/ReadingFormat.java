package dev.meshfuse.scrape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How a reading looks on its topic: bytes, version 2. */
public final class ReadingFormat {
    private static final int VERSION = 2;

    /** The identity, 13 labels, those missing, the counter and whether there is a histogram. */
    private static final int LEAST_BYTES_OF_SERIES = 32;

    private static final int USUAL_BYTES = 8192;

    private ReadingFormat() {}

    /** Writes a reading. */
    public static byte[] write(Reading reading) {
        CompactWriter out = new CompactWriter(VERSION, USUAL_BYTES);
        out.text(reading.target())
                .text(reading.process())
                .textOrNull(reading.pod())
                .clock(reading.clock())
                .number(reading.sequence())
                .instant(reading.at())
                .instant(reading.watchedSince());
        Long uptime = reading.uptimeSeconds();
        out.flag(uptime != null);
        if (uptime != null) {
            out.number(uptime);
        }
        out.flag(reading.complete()).text(reading.endpoint()).count(reading.series().size());
        for (Reading.Series series : reading.series()) {
            out.fixed(series.id().high()).fixed(series.id().low());
            labels(series.labels(), out);
            out.number(series.requests()).histogramOrNull(series.latency());
        }
        return out.toBytes();
    }

    /**
     * Reads a reading.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    public static Reading read(byte[] bytes) {
        CompactReader in = new CompactReader("reading", VERSION, bytes);
        return in.end(
                new Reading(
                        in.text(),
                        in.text(),
                        in.textOrNull(),
                        in.clock(),
                        in.number(),
                        in.instant(),
                        in.instant(),
                        in.flag() ? in.number() : null,
                        in.flag(),
                        in.text(),
                        series(in)));
    }

    private static List<Reading.Series> series(CompactReader in) {
        int size = in.size(LEAST_BYTES_OF_SERIES);
        List<Reading.Series> series = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            series.add(
                    new Reading.Series(
                            new SeriesId(in.fixed(), in.fixed()),
                            labels(in),
                            in.number(),
                            in.histogramOrNull()));
        }
        return series;
    }

    private static void labels(RequestLabels labels, CompactWriter out) {
        out.text(labels.reporter())
                .text(labels.sourceWorkload())
                .text(labels.sourceNamespace())
                .text(labels.service())
                .text(labels.serviceName())
                .text(labels.serviceNamespace())
                .text(labels.workload())
                .text(labels.workloadNamespace())
                .text(labels.revision())
                .text(labels.protocol())
                .text(labels.responseCode())
                .text(labels.grpcStatus())
                .text(labels.flags())
                .count(labels.missing().size());
        labels.missing().forEach(out::text);
    }

    private static RequestLabels labels(CompactReader in) {
        return new RequestLabels(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                missing(in));
    }

    private static Set<String> missing(CompactReader in) {
        int size = in.size(1);
        if (size == 0) {
            return Set.of();
        }
        Set<String> missing = HashSet.newHashSet(size);
        for (int i = 0; i < size; i++) {
            missing.add(in.text());
        }
        return missing;
    }
}
