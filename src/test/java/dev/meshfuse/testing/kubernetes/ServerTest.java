package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A running server and a client of it, for one test. */
@Timeout(60)
abstract class ServerTest {
    static final String VIRTUAL_SERVICE =
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: checkout, namespace: default}
            spec:
              hosts: [checkout]
              http:
                - route:
                    - {destination: {host: checkout, subset: stable}, weight: 90}
                    - {destination: {host: checkout, subset: canary}, weight: 10}
            """;
    static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: checkout, namespace: default}
            spec:
              replicas: 3
              template:
                spec:
                  containers:
                    - {name: app, image: "shop/checkout:1"}
                    - {name: proxy, image: "istio/proxy:1"}
            """;

    final InProcessKubernetes kubernetes = InProcessKubernetes.start();
    final KubernetesClient client = kubernetes.client();

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    static KubernetesClientException refusal(int code, ThrowingCallable call) {
        KubernetesClientException[] thrown = new KubernetesClientException[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> {
                            assertThat(e.getCode()).as(e.getMessage()).isEqualTo(code);
                            thrown[0] = e;
                        });
        return thrown[0];
    }

    static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("a", "1")
                .build();
    }

    VirtualService virtualService() {
        return client.resources(VirtualService.class)
                .inNamespace("default")
                .withName("checkout")
                .require();
    }

    void jsonPatch(String patch) {
        client.resources(VirtualService.class)
                .inNamespace("default")
                .withName("checkout")
                .patch(PatchContext.of(PatchType.JSON), patch);
    }
}
