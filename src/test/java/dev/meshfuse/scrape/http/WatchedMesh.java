package dev.meshfuse.scrape.http;

import static org.awaitility.Awaitility.await;

import dev.meshfuse.scrape.CollectorTime;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.kafka.KafkaShards;
import dev.meshfuse.testing.Clocks;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.mesh.Misbehaviour;
import dev.meshfuse.testing.mesh.Observed;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A mesh and the replicas that share it by a real broker's consumer group. Its time stands still
 * but for {@link #step}, so that every process is read as it is before anything else happens to it.
 */
final class WatchedMesh implements AutoCloseable {
    private static final String TOPIC = "meshfuse.shards";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long after it was read last a process ends, so that its tail is lost. */
    private static final Duration TAIL = Duration.ofMillis(700);

    private final EmbeddedBroker broker;
    private final SimulatedMesh mesh;
    private final int shards;
    private final Consumer<Reading> stored;
    private final ShownRequests shown = new ShownRequests();
    private final List<Replica> replicas = new ArrayList<>();
    private final Set<SimulatedPod> unreadable = new HashSet<>();

    /** A replica: its place in the group, and the loop that reads. */
    record Replica(KafkaShards shards, Scraping scraping) {
        /** Leaves the group; one with a name just falls silent. */
        void end() {
            shards.close();
            scraping.close();
        }
    }

    /**
     * @param broker has the topic of shards
     * @param shards its partitions
     * @param stored takes each reading, on any thread
     */
    WatchedMesh(EmbeddedBroker broker, SimulatedMesh mesh, int shards, Consumer<Reading> stored) {
        this.broker = broker;
        this.mesh = mesh;
        this.shards = shards;
        this.stored = stored;
    }

    /**
     * One more replica.
     *
     * @param name that of a static member of the group
     * @param ahead how much its clock goes before the mesh's
     */
    Replica join(Optional<String> name, Duration ahead) {
        KafkaShards group =
                new KafkaShards(
                        Map.of(
                                "bootstrap.servers", broker.bootstrapServers(),
                                "session.timeout.ms", 6000, // the shortest a broker takes
                                "heartbeat.interval.ms", 500),
                        TOPIC,
                        TOPIC,
                        shards,
                        name);
        CollectorTime time = Clocks.neverSet(() -> mesh.now().plus(ahead));
        Replica replica =
                new Replica(group, new Scraping(this::targets, group, time, this::arrived));
        replicas.add(replica);
        return replica;
    }

    private void arrived(Reading reading) {
        stored.accept(reading);
        shown.arrived(reading);
    }

    private List<Target> targets() {
        return mesh.pods().stream()
                .filter(SimulatedPod::isProxied)
                .map(WatchedMesh::target)
                .toList();
    }

    private static Target target(SimulatedPod pod) {
        return Target.at(
                URI.create(pod.url()),
                new Pod(pod.uid(), "shop", pod.name(), pod.workload(), pod.restarts()));
    }

    /** Time passes, and then every process is read. */
    void step(Duration time) {
        mesh.advance(time);
        awaitRead();
    }

    /** Every process that lives and can be read is read, as it is now. */
    void awaitRead() {
        long mark = System.nanoTime();
        await("all are read")
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() ->
                        mesh.pods().stream()
                                .filter(pod -> pod.ready() && pod.isProxied())
                                .filter(pod -> !unreadable.contains(pod))
                                .allMatch(pod -> isReadSince(target(pod), mark)));
    }

    /** Not by a scrape that was under way by then. */
    private boolean isReadSince(Target target, long nanoTime) {
        return replicas.stream()
                .anyMatch(replica -> replica.scraping().hasReadSince(target, nanoTime));
    }

    /** Waits until all shards are dealt out, to all of these, and so nothing is handed over. */
    void awaitShared(Replica... among) {
        await("all shards are shared")
                .atMost(PATIENCE)
                .until(() ->
                        Stream.of(among).allMatch(replica -> replica.shards().assigned() > 0)
                                && Stream.of(among)
                                                .mapToInt(replica -> replica.shards().assigned())
                                                .sum()
                                        == shards);
    }

    /** A pod's proxy answers wrongly from now on, and nobody can read it. */
    void spoil(SimulatedPod pod, Misbehaviour how) {
        mesh.misbehave(pod, how);
        unreadable.add(pod);
    }

    /** Whether a scrape of it has failed. */
    boolean hasFailed(SimulatedPod pod) {
        return replicas.stream()
                .flatMap(replica -> replica.scraping().failures.stream())
                .anyMatch(failed -> failed.target().equals(target(pod)));
    }

    /** It answers rightly again. */
    void mend(SimulatedPod pod) {
        mesh.behave(pod);
        unreadable.remove(pod);
    }

    /** Some time after it was read last. */
    void restart(SimulatedPod pod) {
        ends(pod);
        mesh.restart(pod);
    }

    /** Some time after it was read last. */
    void kill(SimulatedPod pod) {
        ends(pod);
        mesh.kill(pod);
    }

    /** A pod that was killed begins anew. */
    void revive(SimulatedPod pod) {
        mesh.restart(pod);
    }

    /** The new pod is found, and read, before anybody calls it. */
    void replace(SimulatedPod pod) {
        ends(pod);
        mesh.replace(pod);
        awaitRead();
    }

    private void ends(SimulatedPod pod) {
        mesh.advance(TAIL);
        shown.ends(pod, target(pod), mesh.now());
    }

    ShownRequests shown() {
        return shown;
    }

    /** All that happened but for what no completed scrape can have shown. */
    Map<Observed, Long> happenedAndShown() {
        return minus(mesh.oracle().counts(), shown.tails());
    }

    static long sum(Map<Observed, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    static Map<Observed, Long> minus(Map<Observed, Long> all, Map<Observed, Long> some) {
        Map<Observed, Long> rest = new HashMap<>(all);
        some.forEach((which, count) -> rest.merge(which, -count, Long::sum));
        rest.values().removeIf(count -> count == 0);
        return rest;
    }

    @Override
    public void close() {
        replicas.forEach(Replica::end);
        mesh.close();
    }
}
