package dev.meshfuse.testing.mesh;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The pods as a Prometheus HTTP service discovery answers them, one target group each. */
final class Discovery {
    private static final String META = "__meta_kubernetes_";

    private Discovery() {}

    static String json(List<SimulatedPod> pods, String namespace) {
        JsonArray groups = new JsonArray();
        for (SimulatedPod pod : pods.stream().filter(SimulatedPod::isProxied).toList()) {
            groups.add(
                    new JsonObject()
                            .put("targets", new JsonArray().add(pod.address()))
                            .put("labels", labels(pod, namespace)));
        }
        return groups.encode();
    }

    private static JsonObject labels(SimulatedPod pod, String namespace) {
        JsonObject labels =
                new JsonObject()
                        .put("__metrics_path__", ScrapeHandler.PATH)
                        .put(META + "namespace", namespace)
                        .put(META + "pod_name", pod.name())
                        .put(META + "pod_uid", pod.uid())
                        .put(META + "pod_ip", Listener.HOST)
                        .put(META + "pod_phase", "Running")
                        .put(META + "pod_ready", Boolean.toString(pod.ready()))
                        .put(META + "pod_container_name", "istio-proxy")
                        .put(META + "pod_container_port_name", "http-envoy-prom")
                        .put(META + "pod_container_port_number", Integer.toString(pod.port()))
                        .put(META + "pod_controller_kind", "ReplicaSet")
                        .put(
                                META + "pod_controller_name",
                                pod.workload() + "-" + pod.templateHash());
        pod.labels()
                .forEach((name, value) ->
                        labels.put(
                                META + "pod_label_" + name.replaceAll("[^a-zA-Z0-9_]", "_"),
                                value));
        return labels;
    }
}
