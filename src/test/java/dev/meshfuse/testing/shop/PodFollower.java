package dev.meshfuse.testing.shop;

import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What kubelets and controllers do for real pods: lets the API server show the pods of a simulated
 * mesh as they are.
 */
final class PodFollower implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;

    /** What changes of a pod. */
    private record Shown(int restarts, boolean runs, boolean ready) {
        static Shown of(SimulatedPod pod) {
            return new Shown(pod.restarts(), pod.runs(), pod.ready());
        }
    }

    private final SimulatedMesh mesh;
    private final InProcessKubernetes kubernetes;
    private final KubernetesClient client;
    private final Map<String, Shown> shown = new HashMap<>();
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("pods").factory());

    /** Shows the pods as they are now, and then as they change. */
    PodFollower(SimulatedMesh mesh, InProcessKubernetes kubernetes) {
        this.mesh = mesh;
        this.kubernetes = kubernetes;
        this.client = kubernetes.client();
        follow();
        var unused =
                executor.scheduleWithFixedDelay(
                        this::follow, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void follow() {
        Set<String> names = new HashSet<>();
        for (SimulatedPod pod : mesh.pods()) {
            names.add(pod.name());
            Shown now = Shown.of(pod);
            if (!now.equals(shown.put(pod.name(), now))) {
                kubernetes.apply(ClusterObjects.of(pod));
            }
        }
        for (String gone : Set.copyOf(shown.keySet())) {
            if (!names.contains(gone)) {
                shown.remove(gone);
                client.pods()
                        .inNamespace(Shop.NAMESPACE)
                        .withName(gone)
                        .withGracePeriod(0)
                        .delete();
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
