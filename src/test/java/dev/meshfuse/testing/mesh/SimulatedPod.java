package dev.meshfuse.testing.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pod with its proxy. Its address stays over restarts; a replacement is another pod. */
public final class SimulatedPod {
    private final Identity identity;
    private final Fleet fleet;
    private final Listener listener;
    private final Bodies bodies;
    private volatile Proxy proxy;
    private volatile boolean alive = true;
    private volatile boolean ready = true;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile @Nullable Misbehaviour misbehaviour;

    SimulatedPod(Identity identity, Fleet fleet, Listener listener, Bodies bodies, Proxy proxy) {
        this.identity = identity;
        this.fleet = fleet;
        this.listener = listener;
        this.bodies = bodies;
        this.proxy = proxy;
    }

    public String name() {
        return identity.name();
    }

    public String uid() {
        return identity.uid();
    }

    /** The pod template's hash, part of the name of the replica set. */
    public String templateHash() {
        return identity.templateHash();
    }

    /** Its workload as telemetry names it. */
    public String workload() {
        return fleet.workload().shown().workload();
    }

    /** Host and port of the proxy's metrics, {@code 127.0.0.1:40123}. */
    public String address() {
        return Listener.HOST + ":" + port();
    }

    public int port() {
        return listener.port();
    }

    /** Where to scrape. */
    public String url() {
        return "http://" + address() + ScrapeHandler.PATH;
    }

    /** Kubernetes labels. */
    public Map<String, String> labels() {
        return identity.labels();
    }

    /** Whether the pod gets and makes requests; a killed one does neither. */
    public boolean ready() {
        return alive && ready;
    }

    /** Whether its process runs; a killed one does not until it is restarted. */
    public boolean runs() {
        return alive;
    }

    /** How often the container was restarted, as the pod's status tells. */
    public int restarts() {
        return restarts.get();
    }

    /** The whole body a scrape would get now, without the network. */
    public String body() {
        return new String(bodies.of(proxy, StatsQuery.ALL), UTF_8);
    }

    /** Whether it has a proxy that may be read. */
    public boolean isProxied() {
        return fleet.workload().shown().proxied();
    }

    Proxy proxy() {
        return proxy;
    }

    Fleet fleet() {
        return fleet;
    }

    Listener listener() {
        return listener;
    }

    /** Whether this process is the one that runs. */
    boolean runs(Proxy process) {
        return alive && proxy == process;
    }

    void ready(boolean value) {
        ready = value;
    }

    void stop() {
        alive = false;
    }

    void run(Proxy process) {
        proxy = process;
        alive = true;
        restarts.incrementAndGet();
    }

    Optional<Misbehaviour> misbehaviour() {
        return Optional.ofNullable(misbehaviour);
    }

    void misbehave(@Nullable Misbehaviour value) {
        misbehaviour = value;
    }

    record Identity(String name, String uid, String templateHash, Map<String, String> labels) {}
}
