package dev.meshfuse.scrape.kubernetes;

import dev.meshfuse.definition.PodFacts;
import dev.meshfuse.scrape.Target;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the proxy in a pod. It is found by its container and port. Annotations are no help: they
 * are the application's own where merging of metrics is off.
 */
final class ProxyPods {
    /**
     * The name of the container in sidecars, gateways and waypoints (istio/istio {@code
     * manifests/charts}).
     */
    private static final String CONTAINER = "istio-proxy";

    /** How the name of the port ends that has Envoy's statistics alone. */
    private static final String PORT_SUFFIX = "-envoy-prom";

    /** The number of that port where a container does not tell its ports. */
    private static final int ENVOY_PORT = 15090;

    /** The agent's port: its own statistics, Envoy's, and the application's. */
    private static final int AGENT_PORT = 15020;

    /** What the container of ztunnel is called by its label {@code app} and its port. */
    private static final String ZTUNNEL = "ztunnel";

    /** A container with its status, which is null until the kubelet has told it. */
    private record Proxy(Container container, @Nullable ContainerStatus status) {}

    private ProxyPods() {}

    /**
     * The proxy of a pod as a target, if it runs. A pod that is being deleted is one for as long as
     * its proxy runs: its last requests count.
     *
     * <p>A ztunnel is none, though its container has the same name: it knows connections, but no
     * requests.
     */
    static Optional<Target> target(Pod pod) {
        if (pod.getSpec() == null
                || pod.getStatus() == null
                || !"Running".equals(pod.getStatus().getPhase())) {
            return Optional.empty();
        }
        String address = pod.getStatus().getPodIP();
        return address == null || address.isEmpty()
                ? Optional.empty()
                : proxy(pod)
                        .filter(proxy -> runs(proxy.status()))
                        .filter(proxy -> !isZtunnel(pod, proxy.container()))
                        .map(proxy -> target(pod, address, proxy));
    }

    private static Optional<Proxy> proxy(Pod pod) {
        Stream<Proxy> sidecars =
                pod.getSpec().getContainers().stream()
                        .map(one -> with(one, pod.getStatus().getContainerStatuses()));
        // An init container that is started again whenever it ends is a native sidecar.
        Stream<Proxy> nativeSidecars =
                pod.getSpec().getInitContainers().stream()
                        .filter(one -> "Always".equals(one.getRestartPolicy()))
                        .map(one -> with(one, pod.getStatus().getInitContainerStatuses()));
        return Stream.concat(sidecars, nativeSidecars)
                .filter(proxy -> CONTAINER.equals(proxy.container().getName()))
                .findFirst();
    }

    private static Proxy with(Container container, List<ContainerStatus> statuses) {
        return new Proxy(
                container,
                statuses.stream()
                        .filter(status -> status.getName().equals(container.getName()))
                        .findFirst()
                        .orElse(null));
    }

    private static boolean runs(@Nullable ContainerStatus status) {
        return status != null
                && status.getState() != null
                && status.getState().getRunning() != null;
    }

    private static boolean isZtunnel(Pod pod, Container container) {
        return envoyPort(container).isEmpty()
                && (ZTUNNEL.equals(labels(pod).get("app"))
                        || container.getPorts().stream()
                                .anyMatch(port ->
                                        port.getName() != null
                                                && port.getName().startsWith(ZTUNNEL)));
    }

    private static Target target(Pod pod, String address, Proxy proxy) {
        ObjectMeta meta = pod.getMetadata();
        String host = address.contains(":") ? "[" + address + "]" : address;
        return new Target(
                meta.getNamespace() + "/" + meta.getName(),
                List.of(
                        endpoint(host, envoyPort(proxy.container()).orElse(ENVOY_PORT)),
                        endpoint(host, AGENT_PORT)),
                identity(pod, proxy.status()));
    }

    private static Optional<Integer> envoyPort(Container container) {
        return container.getPorts().stream()
                .filter(port -> port.getName() != null && port.getName().endsWith(PORT_SUFFIX))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    private static URI endpoint(String host, int port) {
        return URI.create("http://" + host + ":" + port + Target.DEFAULT_PATH);
    }

    private static dev.meshfuse.scrape.Pod identity(Pod pod, @Nullable ContainerStatus status) {
        ObjectMeta meta = pod.getMetadata();
        Optional<OwnerReference> owner =
                meta.getOwnerReferences().stream()
                        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                        .findFirst();
        return new dev.meshfuse.scrape.Pod(
                meta.getUid(),
                meta.getNamespace(),
                meta.getName(),
                PodFacts.workloadOf(
                        meta.getName(),
                        labels(pod),
                        owner.map(OwnerReference::getKind).orElse(null),
                        owner.map(OwnerReference::getName).orElse(null)),
                status == null || status.getRestartCount() == null ? 0 : status.getRestartCount());
    }

    private static Map<String, String> labels(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
