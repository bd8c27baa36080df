package dev.meshfuse.testing.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Describes a mesh. Everything but the workloads and edges has a default. */
public final class MeshBuilder {
    private String cluster = "Kubernetes";
    private String namespace = "shop";
    private String istioVersion = "1.28.0";
    private long seed = 1;
    private Instant start = Instant.parse("2026-01-01T00:00:00Z");
    // Envoy's default for stats_flush_interval.
    private Duration flushInterval = Duration.ofSeconds(5);
    // Some hundred, as a sidecar that knows a few dozen services prints.
    private int noise = 300;
    private boolean honoursQuery = true;
    private boolean mergedByAgent;
    private boolean compressing;
    private final Map<String, Protocol> services = new LinkedHashMap<>();
    private final Map<String, Workload> workloads = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    MeshBuilder() {}

    public MeshBuilder cluster(String name) {
        cluster = name;
        return this;
    }

    public MeshBuilder namespace(String name) {
        namespace = name;
        return this;
    }

    public MeshBuilder istioVersion(String version) {
        istioVersion = version;
        return this;
    }

    /** Equal seeds, descriptions and calls give equal counts. */
    public MeshBuilder seed(long value) {
        seed = value;
        return this;
    }

    public MeshBuilder startingAt(Instant instant) {
        start = instant;
        return this;
    }

    /** How often a proxy lets its histograms be seen. */
    public MeshBuilder flushEvery(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("a flush needs an interval, not " + interval);
        }
        flushInterval = interval;
        return this;
    }

    /** Series of Envoy's own in each body, about. */
    public MeshBuilder noise(int series) {
        noise = series;
        return this;
    }

    /** Proxies that answer everything whatever {@code usedonly} and {@code filter} say. */
    public MeshBuilder ignoringQuery() {
        honoursQuery = false;
        return this;
    }

    /** Bodies as on port 15020: the agent's series, then Envoy's. */
    public MeshBuilder mergedByAgent() {
        mergedByAgent = true;
        return this;
    }

    /** Proxies that answer compressed to who asks for it, zstd before gzip. */
    public MeshBuilder compressing() {
        compressing = true;
        return this;
    }

    /** What a service speaks; without this call it is HTTP. */
    public MeshBuilder service(String name, Protocol protocol) {
        services.put(name, protocol);
        return this;
    }

    public MeshBuilder gateway(String name, int replicas) {
        return workload(Workload.gateway(name, replicas));
    }

    /** A healthy workload; the version is its canonical revision too. */
    public MeshBuilder workload(String name, String service, String version, int replicas) {
        return workload(Workload.of(name, service, version, replicas));
    }

    public MeshBuilder workload(Workload workload) {
        if (workloads.put(workload.name(), workload) != null) {
            throw new IllegalArgumentException("two workloads named " + workload.name());
        }
        services.putIfAbsent(workload.service(), Protocol.HTTP);
        return this;
    }

    /**
     * Requests between a caller and a service.
     *
     * @param caller a workload, or a service for all of its workloads by their weights
     */
    public MeshBuilder edge(String caller, String service, double requestsPerSecond) {
        edges.add(new Edge(caller, service, requestsPerSecond));
        return this;
    }

    /** Opens the pods' ports. Nothing moves before the mesh is advanced or started. */
    public SimulatedMesh build() {
        return new SimulatedMesh(this);
    }

    String cluster() {
        return cluster;
    }

    String namespace() {
        return namespace;
    }

    String istioVersion() {
        return istioVersion;
    }

    long seed() {
        return seed;
    }

    Instant start() {
        return start;
    }

    Duration flushInterval() {
        return flushInterval;
    }

    int noise() {
        return noise;
    }

    boolean honoursQuery() {
        return honoursQuery;
    }

    boolean isMergedByAgent() {
        return mergedByAgent;
    }

    boolean isCompressing() {
        return compressing;
    }

    Map<String, Protocol> services() {
        return services;
    }

    List<Workload> workloads() {
        return List.copyOf(workloads.values());
    }

    List<Edge> edges() {
        return List.copyOf(edges);
    }
}
