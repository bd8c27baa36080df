package dev.meshfuse.sli;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How increments look on their way from the first stage to the second: bytes, version 3. */
public final class IncrementsFormat {
    private static final int VERSION = 3;

    /** Six texts. */
    private static final int LEAST_BYTES_OF_EDGE = 6;

    /** The edge, four texts, the count and whether there is a histogram. */
    private static final int LEAST_BYTES_OF_INCREMENT = 7;

    private static final int USUAL_BYTES = 512;

    private IncrementsFormat() {}

    /** Writes what a reading added to a service. */
    public static byte[] write(ServiceIncrements added) {
        CompactWriter out = new CompactWriter(VERSION, USUAL_BYTES);
        out.text(added.service().cluster())
                .text(added.service().namespace())
                .text(added.service().name())
                .text(added.target())
                .textOrNull(added.pod())
                .clock(added.clock())
                .instant(added.since())
                .instant(added.at())
                .count(added.edges().size());
        Map<Edge, Integer> numbers = HashMap.newHashMap(added.edges().size());
        for (Edge edge : added.edges()) {
            numbers.put(edge, numbers.size());
            out.text(edge.reporter())
                    .text(edge.sourceNamespace())
                    .text(edge.sourceWorkload())
                    .text(edge.service())
                    .text(edge.workload())
                    .text(edge.revision());
        }
        out.count(added.increments().size());
        for (Increment increment : added.increments()) {
            out.count(numbers.getOrDefault(increment.edge(), -1))
                    .text(increment.protocol())
                    .text(increment.responseCode())
                    .text(increment.grpcStatus())
                    .text(increment.flags())
                    .count(increment.count())
                    .histogramOrNull(increment.latency());
        }
        out.count(added.missing().size());
        added.missing().forEach(out::text);
        Ended ended = added.ended();
        out.flag(ended != null);
        if (ended != null) {
            out.instant(ended.lastReadAt()).instant(ended.by()).flag(ended.targetGone());
        }
        return out.toBytes();
    }

    /**
     * Reads what a reading added to a service.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    public static ServiceIncrements read(byte[] bytes) {
        CompactReader in = new CompactReader("increments", VERSION, bytes);
        ResourceId service = BaselineFormat.service(in);
        String target = in.text();
        String pod = in.textOrNull();
        CollectorClock clock = in.clock();
        Instant since = in.instant();
        Instant at = in.instant();
        List<Edge> edges = edges(in);
        return in.end(
                new ServiceIncrements(
                        service,
                        target,
                        pod,
                        clock,
                        since,
                        at,
                        new LinkedHashSet<>(edges),
                        increments(in, edges),
                        missing(in),
                        in.flag() ? new Ended(in.instant(), in.instant(), in.flag()) : null));
    }

    private static List<Edge> edges(CompactReader in) {
        int size = in.size(LEAST_BYTES_OF_EDGE);
        List<Edge> edges = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            edges.add(new Edge(in.text(), in.text(), in.text(), in.text(), in.text(), in.text()));
        }
        return edges;
    }

    private static List<Increment> increments(CompactReader in, List<Edge> edges) {
        int size = in.size(LEAST_BYTES_OF_INCREMENT);
        List<Increment> increments = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            increments.add(
                    new Increment(
                            edges.get(in.index(edges.size())),
                            in.text(),
                            in.text(),
                            in.text(),
                            in.text(),
                            in.count(),
                            in.histogramOrNull()));
        }
        return increments;
    }

    private static Set<String> missing(CompactReader in) {
        int size = in.size(1);
        Set<String> missing = LinkedHashSet.newLinkedHashSet(size);
        for (int i = 0; i < size; i++) {
            missing.add(in.text());
        }
        return missing;
    }
}
