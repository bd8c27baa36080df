package dev.meshfuse.definition.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Objects of service cart in namespace shop, for tests. */
final class ClusterFixture {
    static final String SLO =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: ServiceLevelObjective
            metadata: {name: cart-availability, namespace: shop}
            spec: {service: {name: cart}, objective: "99.9%"}
            """;

    static final String SERVICE_AND_RULE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {selector: {app: cart}, ports: [{port: 80}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart, namespace: shop}
            spec:
              host: cart.shop.svc.cluster.local
              subsets:
                - {name: v1, labels: {version: v1}}
                - {name: v2, labels: {version: v2}}
            """;

    private ClusterFixture() {}

    static String pod(String version, String hash) {
        return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: cart-%1$s-%2$s-x
          namespace: shop
          labels: {app: cart, version: %1$s, pod-template-hash: %2$s}
          ownerReferences:
            - {apiVersion: apps/v1, kind: ReplicaSet, name: cart-%1$s-%2$s, uid: u, controller: true}
        spec: {containers: [{name: cart, image: "cart:%1$s"}]}
        status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
        """
                .formatted(version, hash);
    }

    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20));
    }

    static GenericKubernetesResource get(KubernetesClient client, String kind, String name) {
        return client.genericKubernetesResources("meshfuse.dev/v1alpha1", kind)
                .inNamespace("shop")
                .withName(name)
                .require();
    }

    static Map<?, ?> status(GenericKubernetesResource object) {
        return object.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                ? status
                : Map.of();
    }

    /** Status and message of a condition, such as {@code True: The definition is in force.} */
    static String condition(GenericKubernetesResource object, String type) {
        List<?> conditions =
                status(object).get("conditions") instanceof List<?> list ? list : List.of();
        return conditions.stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> type.equals(one.get("type")))
                .map(one -> one.get("status") + ": " + one.get("message"))
                .findFirst()
                .orElse("none");
    }
}
