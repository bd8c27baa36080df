package dev.meshfuse.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Pods as an API server shows them, less what nobody asks for. */
final class Pods {
    /** A pod of a Deployment, with an injected sidecar. */
    static final String SIDECAR =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: cart-v1-5f7d-x2x
              namespace: shop
              uid: u1
              labels: {app: cart, pod-template-hash: 5f7d}
              annotations: {prometheus.io/port: "8080", prometheus.istio.io/merge-metrics: "false"}
              ownerReferences:
                - {apiVersion: apps/v1, kind: ReplicaSet, name: cart-v1-5f7d, uid: r1, controller: true}
            spec:
              containers:
                - {name: app, image: "cart:1", ports: [{name: http, containerPort: 8080}]}
                - name: istio-proxy
                  image: istio/proxyv2
                  ports: [{name: http-envoy-prom, containerPort: 15090, protocol: TCP}]
            status:
              phase: Running
              podIP: 10.0.0.7
              containerStatuses:
                - {name: app, restartCount: 5, state: {running: {}}, ready: true, image: a, imageID: a}
                - {name: istio-proxy, restartCount: 2, state: {running: {}}, ready: true, image: p, imageID: p}
            """;

    /** The same with a native sidecar. */
    static final String NATIVE_SIDECAR =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: cart-0, namespace: shop, uid: u2}
            spec:
              initContainers:
                - {name: istio-init, image: istio/proxyv2}
                - name: istio-proxy
                  image: istio/proxyv2
                  restartPolicy: Always
                  ports: [{name: http-envoy-prom, containerPort: 15090, protocol: TCP}]
              containers: [{name: app, image: "cart:1"}]
            status:
              phase: Running
              podIP: 10.0.0.8
              initContainerStatuses:
                - {name: istio-init, restartCount: 0, state: {terminated: {exitCode: 0}}, ready: true, image: p, imageID: p}
                - {name: istio-proxy, restartCount: 3, state: {running: {}}, ready: true, image: p, imageID: p}
              containerStatuses:
                - {name: app, restartCount: 9, state: {running: {}}, ready: true, image: a, imageID: a}
            """;

    /** A waypoint, as istiod makes it of a Gateway; a gateway's pod is alike. */
    static final String WAYPOINT =
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: waypoint-66b5-abc
              namespace: shop
              uid: u3
              labels: {gateway.networking.k8s.io/gateway-class-name: istio-waypoint}
            spec:
              containers:
                - name: istio-proxy
                  image: istio/proxyv2
                  ports:
                    - {name: metrics, containerPort: 15020, protocol: TCP}
                    - {name: status-port, containerPort: 15021, protocol: TCP}
                    - {name: http-envoy-prom, containerPort: 15090, protocol: TCP}
            status:
              phase: Running
              podIP: 10.0.0.9
              containerStatuses:
                - {name: istio-proxy, restartCount: 0, state: {running: {}}, ready: true, image: p, imageID: p}
            """;

    /** A node's ztunnel. */
    static final String ZTUNNEL =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: ztunnel-abcde, namespace: istio-system, uid: u4, labels: {app: ztunnel}}
            spec:
              containers:
                - name: istio-proxy
                  image: istio/ztunnel
                  ports: [{name: ztunnel-stats, containerPort: 15020, protocol: TCP}]
            status:
              phase: Running
              podIP: 10.0.0.10
              containerStatuses:
                - {name: istio-proxy, restartCount: 0, state: {running: {}}, ready: true, image: p, imageID: p}
            """;

    /** A pod without a proxy. */
    static final String PLAIN =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: plain, namespace: shop, uid: u5}
            spec: {containers: [{name: app, image: "plain:1"}]}
            status:
              phase: Running
              podIP: 10.0.0.11
              containerStatuses:
                - {name: app, restartCount: 0, state: {running: {}}, ready: true, image: a, imageID: a}
            """;

    private Pods() {}

    static Pod of(String yaml) {
        return Serialization.unmarshal(yaml, Pod.class);
    }
}
