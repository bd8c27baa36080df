package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a whole: where it is and what it serves. */
class InProcessKubernetesTest extends ServerTest {
    @Test
    void writtenKubeconfigLeadsHere(@TempDir Path folder) {
        File file = kubernetes.writeKubeconfig(folder.resolve("config")).toFile();
        try (KubernetesClient configured =
                new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(file)).build()) {
            configured.resource(configMap("a")).create();
        }
        assertThat(kubernetes.requests()).last().extracting(Request::user).isEqualTo("admin");
    }

    @Test
    void discoveryNamesTheServedKinds() {
        assertThat(client.getApiGroup("networking.istio.io").getVersions())
                .extracting(v -> v.getVersion())
                .containsExactly("v1", "v1beta1", "v1alpha3");
        assertThat(client.getApiResources("argoproj.io/v1alpha1").getResources())
                .extracting(r -> r.getName())
                .contains("rollouts", "rollouts/status");
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("34");
    }
}
