package dev.meshfuse.testing.mesh;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mesh in this process. Tests step it with {@link #advance}; the demo lets it run with {@link
 * #start}. Every method may be called from any thread; a change holds for the requests that begin
 * after it.
 */
public final class SimulatedMesh implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final String DISCOVERY_PATH = "/targets";

    private final ReentrantLock lock = new ReentrantLock();
    private final String namespace;
    private final Vertx vertx;
    private final Timeline timeline;
    private final Oracle oracle;
    private final Traffic traffic;
    private final PodFactory factory;
    private final Listener discovery;
    private @Nullable Ticker ticker;

    SimulatedMesh(MeshBuilder description) {
        namespace = description.namespace();
        timeline = new Timeline(description.start());
        oracle = new Oracle(timeline);
        traffic = new Traffic(description);
        traffic.begin(description, new Journal(timeline, oracle, namespace), timeline);
        vertx = vertx();
        factory = factory(description);
        discovery = new Listener(vertx);
        try {
            for (Fleet fleet : traffic.fleets()) {
                for (int i = 0; i < fleet.workload().replicas(); i++) {
                    fleet.pods().add(factory.make(fleet));
                }
            }
            discovery.open(request ->
                    request.response()
                            .putHeader("content-type", "application/json")
                            .end(Buffer.buffer(Discovery.json(pods(), namespace))));
        } catch (RuntimeException e) {
            Listener.await(vertx.close());
            throw e;
        }
    }

    public static MeshBuilder builder() {
        return new MeshBuilder();
    }

    private static Vertx vertx() {
        FileSystemOptions noFiles =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        return Vertx.vertx(
                new VertxOptions()
                        .setEventLoopPoolSize(2)
                        .setWorkerPoolSize(1)
                        .setInternalBlockingPoolSize(1)
                        .setFileSystemOptions(noFiles));
    }

    private PodFactory factory(MeshBuilder description) {
        String version = description.istioVersion();
        Bodies bodies = new Bodies(timeline, description.isMergedByAgent(), version);
        return new PodFactory(
                vertx,
                new ScrapeHandler(bodies, description.honoursQuery(), description.isCompressing()),
                bodies,
                timeline,
                description.flushInterval().toNanos(),
                new Noise(description.noise(), namespace, version));
    }

    /** The mesh's own time. */
    public Instant now() {
        return timeline.at(timeline.elapsed());
    }

    /** Lets time pass: however it is cut, the same happens at the same instants. */
    public void advance(Duration step) {
        locked(() -> timeline.advance(step));
    }

    /** Ties the mesh's time to the system's and lets it pass by itself. */
    public void start() {
        locked(() -> {
            if (ticker == null) {
                timeline.rebase(Instant.now());
                ticker = Ticker.start(TICK, this::advance);
            }
        });
    }

    /** The exact record of what happened. */
    public Oracle oracle() {
        return oracle;
    }

    /** Shares a service's requests by these weights. What is not named gets nothing. */
    public void setWeights(String service, Map<String, Integer> weights) {
        locked(() -> traffic.split(service).weigh(weights));
    }

    /** Changes an edge's rate from now on. */
    public void setRate(String caller, String service, double requestsPerSecond) {
        locked(() -> traffic.flow(caller, service).rate(requestsPerSecond));
    }

    /** Replaces a workload's faults. The first that strikes a request decides. */
    public void fault(String workload, Fault... faults) {
        locked(() -> {
            Fleet fleet = traffic.fleet(workload);
            Protocol speaks = traffic.split(fleet.workload().service()).protocol();
            for (Fault fault : faults) {
                if (fault.needsGrpc() && speaks != Protocol.GRPC) {
                    throw new IllegalArgumentException(workload + " does not speak gRPC");
                }
            }
            fleet.faults(List.of(faults));
        });
    }

    public void clearFault(String workload) {
        locked(() -> traffic.fleet(workload).faults(List.of()));
    }

    /** All pods, in the order of their workloads; killed ones too, replaced ones not. */
    public List<SimulatedPod> pods() {
        List<SimulatedPod> pods = new ArrayList<>();
        for (Fleet fleet : traffic.fleets()) {
            pods.addAll(fleet.pods());
        }
        return pods;
    }

    /** A workload's pods. */
    public List<SimulatedPod> podsOf(String workload) {
        return List.copyOf(traffic.fleet(workload).pods());
    }

    /** The address of a Prometheus HTTP service discovery that lists the pods. */
    public String httpSdUrl() {
        return "http://" + Listener.HOST + ":" + discovery.port() + DISCOVERY_PATH;
    }

    /** A new process at the same address: everything counts from zero. Revives a killed pod. */
    public void restart(SimulatedPod pod) {
        locked(() -> {
            pod.stop();
            pod.listener().refuse();
            pod.run(factory.process());
            factory.listen(pod);
        });
    }

    /** Ends a pod's process: connections are refused, and it gets no requests. */
    public void kill(SimulatedPod pod) {
        locked(() -> {
            pod.stop();
            pod.listener().refuse();
        });
    }

    /** Takes a pod away and puts another, with a name, UID and port of its own, in its place. */
    public SimulatedPod replace(SimulatedPod pod) {
        return locked(() -> exchange(pod));
    }

    /** Gives a workload another template: each of its pods is replaced by one of that. */
    public void release(String workload) {
        locked(() -> {
            Fleet fleet = traffic.fleet(workload);
            fleet.nextRelease();
            List.copyOf(fleet.pods()).forEach(this::exchange);
        });
    }

    private SimulatedPod exchange(SimulatedPod pod) {
        SimulatedPod next = factory.make(pod.fleet());
        pod.fleet().pods().add(next);
        pod.fleet().pods().remove(pod);
        pod.stop();
        pod.listener().close();
        return next;
    }

    /** One more pod of a workload, which begins to work at once. */
    public SimulatedPod add(String workload) {
        return locked(() -> {
            Fleet fleet = traffic.fleet(workload);
            SimulatedPod next = factory.make(fleet);
            fleet.pods().add(next);
            return next;
        });
    }

    /** Lets a pod neither get nor make requests, or both again; its proxy goes on. */
    public void setReady(SimulatedPod pod, boolean ready) {
        locked(() -> pod.ready(ready));
    }

    /** Drops the pod's HTTP series that had no request for this long. */
    public void evictIdle(SimulatedPod pod, Duration idle) {
        locked(() -> {
            long now = timeline.elapsed();
            pod.proxy().evict(now, now - idle.toNanos());
        });
    }

    /** Answers the pod's scrapes wrongly from now on. */
    public void misbehave(SimulatedPod pod, Misbehaviour how) {
        locked(() -> pod.misbehave(how));
    }

    /** Answers the pod's scrapes rightly again. */
    public void behave(SimulatedPod pod) {
        locked(() -> pod.misbehave(null));
    }

    @Override
    public void close() {
        @Nullable Ticker running = locked(() -> ticker);
        if (running != null) {
            running.close();
        }
        locked(() -> {
            pods().forEach(pod -> pod.listener().close());
            discovery.close();
        });
        Listener.await(vertx.close());
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }
}
