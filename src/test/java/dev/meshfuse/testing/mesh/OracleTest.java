package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.mesh.BodyReader.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OracleTest {
    private static Map<Observed, Long> summed(SimulatedMesh mesh) {
        Map<Observed, Long> sums = new HashMap<>();
        for (Sample sample : BodyReader.of(mesh.pods()).requests().samples()) {
            Observed observed =
                    new Observed(
                            Reporter.valueOf(sample.label("reporter").toUpperCase(Locale.ROOT)),
                            sample.label("source_workload"),
                            sample.label("destination_service_name"),
                            sample.label("destination_workload"),
                            Integer.parseInt(sample.label("response_code")),
                            sample.label("grpc_response_status"),
                            sample.label("response_flags"));
            sums.merge(observed, (long) sample.value(), Long::sum);
        }
        return sums;
    }

    private static void trouble(SimulatedMesh mesh) {
        mesh.advance(Duration.ofSeconds(20));
        mesh.fault(
                "cart-v2",
                Fault.slow(Duration.ofMillis(300), 0.5),
                Fault.http(503, 0.2),
                Fault.unreachable(0.2),
                Fault.timeout(0.1),
                Fault.callerGone(0.1));
        mesh.advance(Duration.ofSeconds(40));
        mesh.fault("cart-v1", Fault.noEndpoint());
        mesh.advance(Duration.ofSeconds(10));
    }

    @Test
    void theOracleEqualsTheSumOfTheBodies() {
        try (SimulatedMesh mesh = Shops.running()) {
            trouble(mesh);

            assertThat(mesh.oracle().counts()).isEqualTo(summed(mesh));
        }
    }

    @Test
    void equalSeedsGiveEqualBodiesHoweverTimeIsCut() {
        try (SimulatedMesh steps = Shops.running();
                SimulatedMesh leap = Shops.running()) {
            for (int i = 0; i < 600; i++) {
                steps.advance(Duration.ofMillis(100));
            }
            leap.advance(Duration.ofSeconds(60));

            for (int i = 0; i < steps.pods().size(); i++) {
                assertThat(steps.pods().get(i).body()).isEqualTo(leap.pods().get(i).body());
            }
        }
    }

    @Test
    void anotherSeedGivesOtherCounts() {
        try (SimulatedMesh one = Shops.shop().seed(1).build();
                SimulatedMesh two = Shops.shop().seed(2).build()) {
            one.advance(Duration.ofSeconds(60));
            two.advance(Duration.ofSeconds(60));

            assertThat(one.oracle().counts()).isNotEqualTo(two.oracle().counts());
        }
    }

    @Test
    void instantsTellWhenTheFailureBeganAndWhenTheLastRequestWent() {
        Instant start = Instant.parse("2026-03-01T12:00:00Z");
        try (SimulatedMesh mesh = Shops.shop().startingAt(start).build()) {
            mesh.setWeights("cart", Map.of("cart-v2", 1));
            mesh.advance(Duration.ofSeconds(10));
            mesh.fault("cart-v2", Fault.http(500, 1));
            mesh.advance(Duration.ofSeconds(10));
            mesh.setWeights("cart", Map.of("cart-v1", 1));
            mesh.advance(Duration.ofSeconds(10));

            assertThat(mesh.oracle().firstFailureAt("cart-v2").orElseThrow())
                    .isBetween(start.plusSeconds(10), start.plusSeconds(11));
            assertThat(mesh.oracle().lastRequestAt("cart-v2").orElseThrow())
                    .isEqualTo(start.plusSeconds(20));
            assertThat(mesh.oracle().firstFailureAt("cart-v1")).isEmpty();
        }
    }

    @Test
    void everyRequestSentEndsOnceItsTimeIsUp() {
        try (SimulatedMesh mesh = Shops.running()) {
            mesh.advance(Duration.ofSeconds(30));
            mesh.setRate("frontend", "cart", 0);
            mesh.advance(Duration.ofSeconds(30));

            assertThat(mesh.oracle().endedAt("cart-v1"))
                    .isEqualTo(mesh.oracle().requestsTo("cart-v1"));
        }
    }
}
