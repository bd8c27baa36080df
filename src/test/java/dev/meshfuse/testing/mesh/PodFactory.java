package dev.meshfuse.testing.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Makes pods that answer scrapes. Names and UIDs follow from the order they are made in. */
final class PodFactory {
    /** The letters Kubernetes makes names of. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private final Vertx vertx;
    private final ScrapeHandler handler;
    private final Bodies bodies;
    private final Timeline timeline;
    private final long flushInterval;
    private final Noise noise;
    private int made;

    PodFactory(
            Vertx vertx,
            ScrapeHandler handler,
            Bodies bodies,
            Timeline timeline,
            long flushInterval,
            Noise noise) {
        this.vertx = vertx;
        this.handler = handler;
        this.bodies = bodies;
        this.timeline = timeline;
        this.flushInterval = flushInterval;
        this.noise = noise;
    }

    /** A pod whose proxy starts now and listens on a port of its own. */
    SimulatedPod make(Fleet fleet) {
        SimulatedPod pod =
                new SimulatedPod(identity(fleet), fleet, new Listener(vertx), bodies, process());
        listen(pod);
        return pod;
    }

    /** A proxy process that starts now. */
    Proxy process() {
        return new Proxy(timeline.elapsed(), flushInterval, noise);
    }

    void listen(SimulatedPod pod) {
        pod.listener().open(request -> handler.handle(pod, request));
    }

    private SimulatedPod.Identity identity(Fleet fleet) {
        made++;
        Workload workload = fleet.workload();
        String hash = letters(workload.name().hashCode() + 7919L * fleet.release(), 10);
        String name = workload.shown().workload() + "-" + hash + "-" + letters(31L * made + 7, 5);
        String uid = UUID.nameUUIDFromBytes((name + made).getBytes(UTF_8)).toString();
        return new SimulatedPod.Identity(name, uid, hash, labels(workload, hash));
    }

    private static Map<String, String> labels(Workload workload, String hash) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app", workload.app());
        labels.put(workload.shown().hashLabel(), hash);
        labels.put("service.istio.io/canonical-name", workload.service());
        labels.put("service.istio.io/canonical-revision", workload.revision());
        if (workload.version() != null) {
            labels.put("version", workload.version());
        }
        return Collections.unmodifiableMap(labels);
    }

    private static String letters(long seed, int length) {
        StringBuilder text = new StringBuilder(length);
        long state = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < length; i++) {
            state ^= state >>> 29;
            state *= 0xBF58476D1CE4E5B9L;
            text.append(ALPHABET.charAt((int) Long.remainderUnsigned(state, ALPHABET.length())));
        }
        return text.toString();
    }
}
