package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapesTest {
    @Test
    void theStatesOfARolloutShareWorkloadAndRevisionAndDifferInTheirHash() {
        try (SimulatedMesh mesh = mesh(state("cart-old"), state("cart-new"))) {
            mesh.advance(Duration.ofSeconds(10));

            BodyReader requests = BodyReader.of(mesh.pods()).requests();
            SimulatedPod old = mesh.podsOf("cart-old").getFirst();
            SimulatedPod young = mesh.podsOf("cart-new").getFirst();

            assertThat(requests.values("destination_workload")).containsExactly("cart");
            assertThat(requests.values("destination_canonical_revision")).containsExactly("latest");
            assertThat(old.labels()).containsKey("rollouts-pod-template-hash");
            assertThat(old.labels()).doesNotContainKey("pod-template-hash");
            assertThat(old.templateHash()).isNotEqualTo(young.templateHash());
            assertThat(old.name()).startsWith("cart-" + old.templateHash() + "-");
        }
    }

    @Test
    void aWorkloadWithAHostOfItsOwnIsShownUnderIt() {
        Workload canary = Workload.of("cart-new", "cart", "v2", 1).withHost("cart-canary");
        try (SimulatedMesh mesh = mesh(Workload.of("cart-old", "cart", "v1", 1), canary)) {
            mesh.setWeights("cart", Map.of("cart-old", 50, "cart-new", 50));
            mesh.advance(Duration.ofSeconds(10));

            BodyReader requests = BodyReader.of(mesh.pods()).requests();

            assertThat(
                            requests.with("destination_workload", "cart-new")
                                    .values("destination_service"))
                    .containsExactly("cart-canary.shop.svc.cluster.local");
            assertThat(
                            requests.with("destination_workload", "cart-old")
                                    .values("destination_service_name"))
                    .containsExactly("cart");
        }
    }

    @Test
    void aCallerWithoutAProxyIsReportedByItsServersAloneAndByNoName() {
        Workload plain = Workload.of("web", "web", "v1", 1).withoutProxy();
        try (SimulatedMesh mesh =
                SimulatedMesh.builder()
                        .workload(plain)
                        .workload("cart", "cart", "v1", 1)
                        .edge("web", "cart", 10)
                        .build()) {
            mesh.advance(Duration.ofSeconds(10));

            BodyReader requests = BodyReader.of(mesh.pods()).requests();

            assertThat(requests.values("reporter")).containsExactly("destination");
            assertThat(requests.values("source_workload")).containsExactly("unknown");
            assertThat(mesh.podsOf("web").getFirst().isProxied()).isFalse();
        }
    }

    private static Workload state(String name) {
        return Workload.of(name, "cart", "v1", 1).withoutVersion().ofRollout("cart");
    }

    private static SimulatedMesh mesh(Workload one, Workload other) {
        return SimulatedMesh.builder()
                .gateway("gateway", 1)
                .workload(one)
                .workload(other)
                .edge("gateway", "cart", 10)
                .build();
    }
}
