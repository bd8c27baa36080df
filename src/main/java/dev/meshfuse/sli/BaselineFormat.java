package dev.meshfuse.sli;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.SeriesId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How a baseline is kept: bytes, version 2. */
public final class BaselineFormat {
    private static final int VERSION = 2;

    /** The identity, the counter and whether there is a histogram. */
    private static final int LEAST_BYTES_OF_SERIES = 18;

    /** Cluster, namespace and name. */
    private static final int LEAST_BYTES_OF_SERVICE = 3;

    private static final int USUAL_BYTES = 4096;

    private BaselineFormat() {}

    /** Writes a baseline. */
    public static byte[] write(Baseline baseline) {
        CompactWriter out = new CompactWriter(VERSION, USUAL_BYTES);
        out.text(baseline.process())
                .clock(baseline.clock())
                .number(baseline.sequence())
                .instantOrNull(baseline.startedAt())
                .instant(baseline.readAt())
                .text(baseline.endpoint())
                .flag(baseline.complete())
                .count(baseline.services().size());
        baseline.services()
                .forEach(service ->
                        out.text(service.cluster()).text(service.namespace()).text(service.name()));
        out.count(baseline.values().size());
        baseline.values()
                .forEach((id, value) ->
                        out.fixed(id.high())
                                .fixed(id.low())
                                .number(value.requests())
                                .histogramOrNull(value.latency()));
        return out.toBytes();
    }

    /**
     * Reads a baseline.
     *
     * @throws IllegalArgumentException when the bytes are none; says what and where
     */
    public static Baseline read(byte[] bytes) {
        CompactReader in = new CompactReader("baseline", VERSION, bytes);
        return in.end(
                new Baseline(
                        in.text(),
                        in.clock(),
                        in.number(),
                        in.instantOrNull(),
                        in.instant(),
                        in.text(),
                        in.flag(),
                        services(in),
                        values(in)));
    }

    private static Set<ResourceId> services(CompactReader in) {
        int size = in.size(LEAST_BYTES_OF_SERVICE);
        Set<ResourceId> services = HashSet.newHashSet(size);
        for (int i = 0; i < size; i++) {
            services.add(service(in));
        }
        return services;
    }

    static ResourceId service(CompactReader in) {
        String cluster = in.text();
        String namespace = in.text();
        String name = in.text();
        return in.made(() -> new ResourceId(cluster, namespace, name));
    }

    private static Map<SeriesId, SeriesValue> values(CompactReader in) {
        int size = in.size(LEAST_BYTES_OF_SERIES);
        Map<SeriesId, SeriesValue> values = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            values.put(
                    new SeriesId(in.fixed(), in.fixed()),
                    new SeriesValue(in.number(), in.histogramOrNull()));
        }
        return values;
    }
}
