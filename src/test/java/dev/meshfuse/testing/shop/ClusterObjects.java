package dev.meshfuse.testing.shop;

import dev.meshfuse.testing.mesh.SimulatedPod;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Kubernetes objects behind a simulated mesh, as YAML. */
final class ClusterObjects {
    private static final Map<String, String> APPS =
            Map.of(
                    "frontend",
                    "frontend",
                    "cart",
                    "cart",
                    "catalog",
                    "catalog",
                    "payments",
                    "payments");

    private ClusterObjects() {}

    static List<String> services() {
        List<String> objects = new ArrayList<>();
        APPS.forEach((service, app) -> objects.add(yaml(service(service, app))));
        return objects;
    }

    /** A pod as it is now. */
    static String of(SimulatedPod pod) {
        return yaml(pod(pod));
    }

    private static HasMetadata service(String name, String app) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Shop.NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", app)
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .endPort()
                .endSpec()
                .build();
    }

    private static HasMetadata pod(SimulatedPod pod) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(pod.name())
                .withNamespace(Shop.NAMESPACE)
                .withLabels(pod.labels())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(pod.workload() + "-" + pod.templateHash())
                .withUid("0")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("shop/" + pod.workload() + ":1")
                .endContainer()
                .addNewContainer()
                .withName("istio-proxy")
                .withImage("istio/proxyv2")
                .addNewPort()
                .withName("http-envoy-prom")
                .withContainerPort(pod.port())
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewCondition()
                .withType("Ready")
                .withStatus(pod.ready() ? "True" : "False")
                .endCondition()
                .withContainerStatuses(status("app", pod), status("istio-proxy", pod))
                .endStatus()
                .build();
    }

    private static ContainerStatus status(String container, SimulatedPod pod) {
        ContainerState state =
                pod.runs()
                        ? new ContainerStateBuilder().withNewRunning().endRunning().build()
                        : new ContainerStateBuilder()
                                .withNewTerminated()
                                .withExitCode(137)
                                .endTerminated()
                                .build();
        return new ContainerStatusBuilder()
                .withName(container)
                .withImage("")
                .withImageID("")
                .withReady(pod.ready())
                .withRestartCount(pod.restarts())
                .withState(state)
                .build();
    }

    private static String yaml(HasMetadata object) {
        return Serialization.asYaml(object);
    }
}
