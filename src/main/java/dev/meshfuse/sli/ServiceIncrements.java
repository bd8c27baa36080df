package dev.meshfuse.sli;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.RequestLabels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one reading showed of one apex service, and added to it. There is one for each reading that
 * shows requests to the service, also when nothing was added: it tells that the target was read and
 * who reports. When a target that showed the service shows it no longer, or is gone, one without
 * edges tells it, once.
 *
 * @param service the service users call
 * @param target where the reading came from
 * @param pod the pod that was read, as {@code namespace/name}, or null where it is not known
 * @param clock by which its times are told
 * @param since when the time began in which it was added
 * @param at when it was read
 * @param edges the edges to the service that the reading shows, whether they moved or not; none,
 *     and nothing missing, when the target has ceased to show any
 * @param increments what was added, each to one of the edges
 * @param missing names of labels that some series lack; those among {@link #NEEDED} cannot be
 *     counted without
 * @param ended the process that showed the service there before, where the reading is the first
 *     after its end or the target is gone; else null
 */
public record ServiceIncrements(
        ResourceId service,
        String target,
        @Nullable String pod,
        CollectorClock clock,
        Instant since,
        Instant at,
        Set<Edge> edges,
        List<Increment> increments,
        Set<String> missing,
        @Nullable Ended ended) {
    /**
     * What counting cannot do without: whose report it is, and what became of the request. Without
     * the destination's workload and revision requests are counted, but are on no side of a split.
     */
    private static final Set<String> NEEDED =
            Set.of(
                    "reporter",
                    "source_workload",
                    "source_workload_namespace",
                    "request_protocol",
                    "response_code",
                    "grpc_response_status",
                    "response_flags");

    public ServiceIncrements {
        edges = Collections.unmodifiableSet(new LinkedHashSet<>(edges));
        increments = List.copyOf(increments);
        missing = Set.copyOf(missing);
        for (Increment increment : increments) {
            if (!edges.contains(increment.edge())) {
                throw new IllegalArgumentException(
                        "an increment of %s, which is not shown".formatted(increment.edge()));
            }
        }
    }

    /** What a reading of the same process as before showed and added, by nobody's clock. */
    public ServiceIncrements(
            ResourceId service,
            String target,
            @Nullable String pod,
            Instant since,
            Instant at,
            Set<Edge> edges,
            List<Increment> increments,
            Set<String> missing) {
        this(
                service,
                target,
                pod,
                CollectorClock.UNKNOWN,
                since,
                at,
                edges,
                increments,
                missing,
                null);
    }

    /** A target that showed the service is gone. */
    public static ServiceIncrements gone(ResourceId service, String target, Ended ended) {
        return new ServiceIncrements(
                service,
                target,
                null,
                CollectorClock.UNKNOWN,
                ended.lastReadAt(),
                ended.by(),
                Set.of(),
                List.of(),
                Set.of(),
                ended);
    }

    /** The time it tells of. */
    public Span span() {
        return new Span(clock, since, at);
    }

    /** Whether the target is gone, so that there was no reading. */
    public boolean isTargetGone() {
        return ended != null && ended.targetGone();
    }

    /** Whether the target shows the service; if not, it did before. */
    public boolean isShown() {
        return !edges.isEmpty() || !missing.isEmpty();
    }

    /**
     * Groups what a reading shows and adds by the service users call. Requests to no service of the
     * mesh are left out, and so are series without a counter: who reports is told by counters.
     * Series without a label that counting needs are not counted, and tell nobody who reports.
     */
    public static List<ServiceIncrements> group(
            Reading reading, Baseline.Advance advance, String cluster, Definitions definitions) {
        if (advance.shows() == Baseline.Shows.NOTHING_NEW) {
            return List.of();
        }
        Apexes apexes = new Apexes(cluster, definitions);
        Map<ResourceId, Set<Edge>> edges = new TreeMap<>();
        Map<ResourceId, Set<String>> missing = new HashMap<>();
        for (Reading.Series series : reading.series()) {
            if (series.requests() != Reading.Series.NOT_SHOWN) {
                apexes.of(series.labels())
                        .ifPresent(service -> show(service, series.labels(), edges, missing));
            }
        }
        Map<ResourceId, List<Increment>> increments = new HashMap<>();
        for (Baseline.Gain gain : advance.gains()) {
            ResourceId service = apexes.of(gain.labels()).orElse(null);
            Edge edge = Edge.of(gain.labels());
            if (service != null
                    && isCounted(gain.labels())
                    && edges.getOrDefault(service, Set.of()).contains(edge)) {
                increments
                        .computeIfAbsent(service, s -> new ArrayList<>())
                        .add(Increment.of(edge, gain.labels(), gain.requests(), gain.latency()));
            }
        }
        Set<ResourceId> before = advance.next().services();
        if (advance.shows() == Baseline.Shows.ALL || advance.ended() != null) {
            before.forEach(service -> edges.putIfAbsent(service, Set.of()));
        }
        return edges.entrySet().stream()
                .map(entry ->
                        new ServiceIncrements(
                                entry.getKey(),
                                reading.target(),
                                reading.pod(),
                                reading.clock(),
                                advance.since(),
                                reading.at(),
                                entry.getValue(),
                                increments.getOrDefault(entry.getKey(), List.of()),
                                missing.getOrDefault(entry.getKey(), Set.of()),
                                before.contains(entry.getKey()) ? advance.ended() : null))
                .toList();
    }

    private static void show(
            ResourceId service,
            RequestLabels labels,
            Map<ResourceId, Set<Edge>> edges,
            Map<ResourceId, Set<String>> missing) {
        Set<Edge> shown = edges.computeIfAbsent(service, s -> new LinkedHashSet<>());
        if (!labels.missing().isEmpty()) {
            missing.computeIfAbsent(service, s -> new TreeSet<>()).addAll(labels.missing());
        }
        if (isCounted(labels)) {
            shown.add(Edge.of(labels));
        }
    }

    private static boolean isCounted(RequestLabels labels) {
        return labels.missing().isEmpty() || Collections.disjoint(labels.missing(), NEEDED);
    }

    /** Those of the missing labels without which requests were not counted. */
    public Set<String> notCountedFor() {
        return missing.stream().filter(NEEDED::contains).collect(Collectors.toSet());
    }

    /**
     * The services a target is to be known to show after a reading.
     *
     * @param told what the reading was grouped into
     */
    public static Set<ResourceId> servicesShown(
            Baseline.Advance advance, List<ServiceIncrements> told) {
        Set<ResourceId> shown =
                told.stream()
                        .filter(ServiceIncrements::isShown)
                        .map(ServiceIncrements::service)
                        .collect(Collectors.toSet());
        if (advance.shows() != Baseline.Shows.ALL) {
            shown.addAll(advance.next().services());
        }
        return shown;
    }

    /** Looks each service of a reading up once, however many series it has. */
    private static final class Apexes {
        private record Name(String name, String namespace) {}

        private final String cluster;
        private final Definitions definitions;
        private final Map<Name, Optional<ResourceId>> found = new HashMap<>();

        Apexes(String cluster, Definitions definitions) {
            this.cluster = cluster;
            this.definitions = definitions;
        }

        Optional<ResourceId> of(RequestLabels labels) {
            return found.computeIfAbsent(
                    new Name(labels.serviceName(), labels.serviceNamespace()),
                    name -> DestinationService.of(labels, cluster).map(definitions::apexOf));
        }
    }
}
