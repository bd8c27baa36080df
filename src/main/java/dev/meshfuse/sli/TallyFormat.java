package dev.meshfuse.sli;

import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a tally is kept: bytes, version 1. */
public final class TallyFormat {
    private static final int VERSION = 1;

    /** Two numbers and three flags. */
    private static final int LEAST_BYTES_OF_CLASS = 5;

    private static final int USUAL_BYTES = 512;

    private TallyFormat() {}

    /** Writes a tally. */
    public static byte[] write(Tally tally) {
        CompactWriter out = new CompactWriter(VERSION, USUAL_BYTES);
        Map<RequestClass, Long> requests = tally.requests();
        out.count(requests.size());
        requests.forEach((request, count) -> {
            write(request, out);
            out.number(count);
        });
        Map<RequestClass, LatencyCounts> latency = tally.latency();
        out.count(latency.size());
        latency.forEach((request, durations) -> {
            write(request, out);
            List<Histogram> histograms = durations.toHistograms();
            out.count(histograms.size());
            histograms.forEach(out::histogramOrNull);
        });
        return out.toBytes();
    }

    /**
     * Reads a tally.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    public static Tally read(byte[] bytes) {
        CompactReader in = new CompactReader("tally", VERSION, bytes);
        Tally tally = new Tally();
        for (int left = in.size(LEAST_BYTES_OF_CLASS + 1); left > 0; left--) {
            tally.add(request(in), in.number());
        }
        for (int left = in.size(LEAST_BYTES_OF_CLASS + 1); left > 0; left--) {
            RequestClass request = request(in);
            List<Histogram> histograms = new ArrayList<>();
            for (int more = in.size(1); more > 0; more--) {
                Histogram histogram = in.histogramOrNull();
                if (histogram == null) {
                    throw in.fault("durations without a histogram");
                }
                histograms.add(histogram);
            }
            tally.add(request, in.made(() -> LatencyCounts.of(histograms)));
        }
        return in.end(tally);
    }

    private static void write(RequestClass request, CompactWriter out) {
        out.number(request.httpCode())
                .number(request.grpcStatus())
                .flag(request.callerGone())
                .flag(request.atDestination())
                .flag(request.authoritative());
    }

    private static RequestClass request(CompactReader in) {
        return new RequestClass(
                (int) in.number(), (int) in.number(), in.flag(), in.flag(), in.flag());
    }
}
