package dev.meshfuse.scrape.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Target;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyPodsTest {
    @Test
    void a_sidecar_is_read_at_envoys_port_and_else_at_the_agents_whatever_annotations_say() {
        assertThat(target(Pods.SIDECAR))
                .contains(
                        new Target(
                                "shop/cart-v1-5f7d-x2x",
                                List.of(
                                        URI.create("http://10.0.0.7:15090/stats/prometheus"),
                                        URI.create("http://10.0.0.7:15020/stats/prometheus")),
                                new Pod("u1", "shop", "cart-v1-5f7d-x2x", "cart-v1", 2)));
    }

    @Test
    void a_native_sidecar_is_a_target_and_its_own_restarts_count() {
        assertThat(target(Pods.NATIVE_SIDECAR).orElseThrow().pod())
                .isEqualTo(new Pod("u2", "shop", "cart-0", "cart-0", 3));
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                arguments("a waypoint", Pods.WAYPOINT, "http://10.0.0.9:15090"),
                arguments(
                        "another port of that name",
                        Pods.SIDECAR.replace("containerPort: 15090", "containerPort: 25090"),
                        "http://10.0.0.7:25090"),
                arguments(
                        "another name with that end",
                        Pods.SIDECAR.replace("http-envoy-prom", "https-envoy-prom"),
                        "http://10.0.0.7:15090"),
                arguments(
                        "no port told",
                        Pods.SIDECAR.replaceAll("ports: \\[\\{name: http-envoy.*", "tty: false"),
                        "http://10.0.0.7:15090"),
                arguments(
                        "IPv6",
                        Pods.SIDECAR.replace("10.0.0.7", "\"2001:db8::7\""),
                        "http://[2001:db8::7]:15090"),
                arguments(
                        "the node's network",
                        Pods.SIDECAR.replace("spec:", "spec:\n  hostNetwork: true"),
                        "http://10.0.0.7:15090"),
                arguments(
                        "being deleted, but still running",
                        Pods.SIDECAR.replace(
                                "uid: u1", "uid: u1\n  deletionTimestamp: 2026-03-01T10:00:00Z"),
                        "http://10.0.0.7:15090"),
                arguments(
                        "an application called ztunnel with a sidecar",
                        Pods.SIDECAR.replace("app: cart", "app: ztunnel"),
                        "http://10.0.0.7:15090"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void a_proxy_that_runs_is_a_target(String what, String pod, String address) {
        assertThat(target(pod).orElseThrow().endpoints().getFirst())
                .isEqualTo(URI.create(address + "/stats/prometheus"));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("no proxy", Pods.PLAIN),
                arguments("ztunnel by its label", Pods.ZTUNNEL.replace("ztunnel-stats", "metrics")),
                arguments("ztunnel by its port", Pods.ZTUNNEL.replace("app: ztunnel", "app: z")),
                arguments("not scheduled", Pods.SIDECAR.replace("Running", "Pending")),
                arguments("ended", Pods.SIDECAR.replace("Running", "Succeeded")),
                arguments("no address", Pods.SIDECAR.replaceAll(" *podIP: .*\n", "")),
                arguments(
                        "waiting",
                        Pods.SIDECAR.replace(
                                "restartCount: 2, state: {running: {}}",
                                "restartCount: 2, state: {waiting: {reason: CrashLoopBackOff}}")),
                arguments(
                        "ended, while the application runs on",
                        Pods.SIDECAR.replace(
                                "restartCount: 2, state: {running: {}}",
                                "restartCount: 2, state: {terminated: {exitCode: 0}}")),
                arguments(
                        "an init container that ends by itself",
                        Pods.NATIVE_SIDECAR.replaceAll(" *restartPolicy: Always\n", "")),
                arguments(
                        "no status of its containers yet",
                        Pods.SIDECAR.substring(0, Pods.SIDECAR.indexOf("  containerStatuses"))),
                arguments("no status", Pods.SIDECAR.substring(0, Pods.SIDECAR.indexOf("status:"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void a_pod_whose_proxy_cannot_be_read_is_none(String what, String pod) {
        assertThat(target(pod)).isEmpty();
    }

    private static Optional<Target> target(String pod) {
        return ProxyPods.target(Pods.of(pod));
    }
}
