package dev.meshfuse.testing.kubernetes;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/**
 * An API server that knows our kinds and our roles, and has the namespace shop, and a fuse of the
 * cart for it.
 */
public final class CartCluster {
    public static final Path CRDS = Path.of("kubernetes", "crds");

    public static final String FUSE =
            """
            apiVersion: meshfuse.dev/v1alpha1
            kind: Fuse
            metadata: {name: cart, namespace: shop}
            spec:
              slos: [{name: cart-availability}]
              targetRef: {group: networking.istio.io, kind: VirtualService, name: cart}
              stable: {host: cart, subset: v1}
              canary: {host: cart, subset: v2}
            """;

    private CartCluster() {}

    public static InProcessKubernetes start() {
        InProcessKubernetes kubernetes = InProcessKubernetes.start();
        kubernetes.apply(CRDS);
        kubernetes.createNamespace("shop");
        ShippedRoles.install(kubernetes);
        return kubernetes;
    }

    /** A client that reports a failure at once instead of trying again for twenty seconds. */
    public static KubernetesClient impatientClient(InProcessKubernetes kubernetes) {
        return impatient(kubernetes.client());
    }

    /** Such a client of the account that the program runs as: it may do what our roles allow. */
    public static KubernetesClient accountClient(InProcessKubernetes kubernetes) {
        return impatient(kubernetes.client(ShippedRoles.TOKEN));
    }

    private static KubernetesClient impatient(KubernetesClient patient) {
        try (KubernetesClient client = patient) {
            return new KubernetesClientBuilder()
                    .withConfig(
                            new ConfigBuilder(client.getConfiguration())
                                    .withRequestRetryBackoffLimit(0)
                                    .build())
                    .build();
        }
    }
}
