package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportersTest {
    private final SimulatedMesh mesh = Shops.running();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void bothEndsCountTheSameRequestsPerWorkload() {
        mesh.advance(Duration.ofMinutes(1));

        BodyReader all = BodyReader.of(mesh.pods()).requests();

        for (String workload : List.of("frontend", "cart-v1", "cart-v2")) {
            BodyReader its = all.with("destination_workload", workload);
            assertThat(its.with("reporter", "source").sum())
                    .isPositive()
                    .isEqualTo(its.with("reporter", "destination").sum());
        }
    }

    @Test
    void theGatewayReportsTheSourceSideOnly() {
        mesh.advance(Duration.ofSeconds(10));

        BodyReader gateway = BodyReader.of(mesh.podsOf("gateway-istio")).requests();

        assertThat(gateway.values("reporter")).containsExactly("source");
        assertThat(gateway.values("destination_workload")).containsExactly("frontend");
    }

    @Test
    void onlyTheDestinationKnowsTheSecurityPolicy() {
        mesh.advance(Duration.ofSeconds(10));

        BodyReader all = BodyReader.of(mesh.pods()).requests();

        assertThat(all.with("reporter", "source").values("connection_security_policy"))
                .containsExactly("unknown");
        assertThat(all.with("reporter", "destination").values("connection_security_policy"))
                .containsExactly("mutual_tls");
    }

    @Test
    void weightsAreFollowed() {
        mesh.advance(Duration.ofMinutes(10));

        long canary = mesh.oracle().requestsTo("cart-v2");
        long all = canary + mesh.oracle().requestsTo("cart-v1");

        assertThat(all).isEqualTo(60_000);
        // Six standard deviations of a binomial count are 441.
        assertThat(canary).isBetween(6000L - 441, 6000L + 441);
    }

    @Test
    void aWeightOfNothingEndsTheTrafficAtOnce() {
        mesh.advance(Duration.ofSeconds(10));
        long before = mesh.oracle().requestsTo("cart-v2");

        mesh.setWeights("cart", Map.of("cart-v1", 3, "cart-v2", 0));
        mesh.advance(Duration.ofSeconds(10));

        assertThat(mesh.oracle().requestsTo("cart-v2")).isEqualTo(before);
        assertThat(mesh.oracle().lastRequestAt("cart-v2"))
                .get()
                .matches(last -> !last.isAfter(mesh.now().minusSeconds(10)));
    }

    @Test
    void requestsSpreadOverAllPodsOfBothEnds() {
        mesh.advance(Duration.ofSeconds(10));

        for (SimulatedPod pod : mesh.pods()) {
            assertThat(BodyReader.of(pod.body()).requests().sum()).isPositive();
        }
    }

    @Test
    void aRateHoldsExactly() {
        mesh.setRate("frontend", "cart", 7);
        long before = mesh.oracle().requestsTo("cart-v1") + mesh.oracle().requestsTo("cart-v2");

        mesh.advance(Duration.ofSeconds(100));

        assertThat(mesh.oracle().requestsTo("cart-v1") + mesh.oracle().requestsTo("cart-v2"))
                .isEqualTo(before + 700);
    }
}
