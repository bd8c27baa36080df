package dev.meshfuse.sli;

import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.Histogram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a tally is kept: bytes within a record that has a version. */
public final class TallyFormat {
    /** Two numbers, the three flags in one, the requests, and how many histograms. */
    private static final int LEAST_BYTES_OF_CLASS = 5;

    private static final int CALLER_GONE = 1;
    private static final int AT_DESTINATION = 2;
    private static final int AUTHORITATIVE = 4;
    private static final int FLAGS = 8;

    private TallyFormat() {}

    /** Writes a tally. */
    public static void write(Tally tally, CompactWriter out) {
        Map<RequestClass, Long> requests = tally.requests();
        Map<RequestClass, LatencyCounts> latency = tally.latency();
        Set<RequestClass> classes = new HashSet<>(requests.keySet());
        classes.addAll(latency.keySet());
        out.count(classes.size());
        for (RequestClass one : classes) {
            write(one, out);
            out.count(requests.getOrDefault(one, 0L));
            List<Histogram> histograms =
                    latency.getOrDefault(one, LatencyCounts.NONE).toHistograms();
            out.count(histograms.size());
            histograms.forEach(out::histogramOrNull);
        }
    }

    /**
     * Reads a tally.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    public static Tally read(CompactReader in) {
        Tally tally = new Tally();
        for (int left = in.size(LEAST_BYTES_OF_CLASS); left > 0; left--) {
            RequestClass request = request(in);
            tally.add(request, in.count());
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
        return tally;
    }

    private static void write(RequestClass request, CompactWriter out) {
        out.number(request.httpCode())
                .number(request.grpcStatus())
                .count(
                        (request.callerGone() ? CALLER_GONE : 0)
                                | (request.atDestination() ? AT_DESTINATION : 0)
                                | (request.authoritative() ? AUTHORITATIVE : 0));
    }

    private static RequestClass request(CompactReader in) {
        int code = (int) in.number();
        int grpc = (int) in.number();
        int flags = in.index(FLAGS);
        return new RequestClass(
                code,
                grpc,
                (flags & CALLER_GONE) != 0,
                (flags & AT_DESTINATION) != 0,
                (flags & AUTHORITATIVE) != 0);
    }
}
