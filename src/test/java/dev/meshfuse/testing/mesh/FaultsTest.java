package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.testing.mesh.BodyReader.Sample;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final SimulatedMesh mesh = Shops.allToCanary();

    @AfterEach
    void close() {
        mesh.close();
    }

    private BodyReader requestsToCart() {
        return BodyReader.of(mesh.pods()).requests().with("destination_service_name", "cart");
    }

    @Test
    void anErrorSeriesIsAbsentUntilTheFirstError() {
        mesh.advance(Duration.ofSeconds(10));
        assertThat(requestsToCart().values("response_code")).containsExactly("200");

        mesh.fault("cart-v2", Fault.http(503, 0.5));
        mesh.advance(Duration.ofSeconds(10));

        assertThat(requestsToCart().values("response_code"))
                .containsExactlyInAnyOrder("200", "503");
    }

    @Test
    void theApplicationsErrorIsReportedAtBothEndsWithoutFlags() {
        mesh.fault("cart-v2", Fault.http(503, 0.3));
        mesh.advance(Duration.ofSeconds(60));

        BodyReader errors = requestsToCart().with("response_code", "503");

        assertThat(errors.values("response_flags")).containsExactly("-");
        assertThat(errors.with("reporter", "source").sum())
                .isBetween(1500L, 2100L)
                .isEqualTo(errors.with("reporter", "destination").sum());
    }

    @Test
    void anUnreachableServerIsKnownByWorkloadAndRevisionAtTheSourceOnly() {
        mesh.fault("cart-v2", Fault.unreachable(1));
        mesh.advance(Duration.ofSeconds(10));

        BodyReader requests = requestsToCart();

        assertThat(requests.values("reporter")).containsExactly("source");
        Sample refused = requests.samples().getFirst();
        assertThat(refused.label("response_code")).isEqualTo("503");
        assertThat(refused.label("response_flags")).isEqualTo("UF");
        assertThat(refused.label("destination_workload")).isEqualTo("cart-v2");
        assertThat(refused.label("destination_canonical_revision")).isEqualTo("v2");
        assertThat(refused.label("destination_version")).isEqualTo("unknown");
        assertThat(refused.label("destination_app")).isEqualTo("unknown");
    }

    @Test
    void withoutAnEndpointNoWorkloadIsKnown() {
        mesh.fault("cart-v2", Fault.noEndpoint());
        mesh.advance(Duration.ofSeconds(10));

        BodyReader requests = requestsToCart();

        assertThat(requests.values("reporter")).containsExactly("source");
        Sample refused = requests.samples().getFirst();
        assertThat(refused.label("response_code")).isEqualTo("503");
        assertThat(refused.label("response_flags")).isEqualTo("UH");
        assertThat(refused.label("destination_workload")).isEqualTo("unknown");
        assertThat(refused.label("destination_canonical_revision")).isEqualTo("latest");
        assertThat(refused.label("destination_service")).isEqualTo("cart.shop.svc.cluster.local");
    }

    @Test
    void aCallerWhoHangsUpIsCodeZeroAtBothEnds() {
        mesh.fault("cart-v2", Fault.callerGone(1));
        mesh.advance(Duration.ofSeconds(10));

        BodyReader requests = requestsToCart();

        assertThat(requests.values("response_code")).containsExactly("0");
        assertThat(requests.values("response_flags")).containsExactly("DC");
        assertThat(requests.values("reporter")).containsExactlyInAnyOrder("source", "destination");
    }

    @Test
    void aTimeoutIs504AtTheSourceAndAHangUpAtTheDestination() {
        mesh.fault("cart-v2", Fault.timeout(1));
        mesh.advance(Duration.ofSeconds(10));

        BodyReader source = requestsToCart().with("reporter", "source");
        BodyReader destination = requestsToCart().with("reporter", "destination");

        assertThat(source.values("response_code")).containsExactly("504");
        assertThat(source.values("response_flags")).containsExactly("UT");
        assertThat(destination.values("response_code")).containsExactly("0");
        assertThat(destination.values("response_flags")).containsExactly("DC");
    }

    @Test
    void aGrpcErrorHidesBehindCode200() {
        try (SimulatedMesh grpc = Shops.shop().service("cart", Protocol.GRPC).build()) {
            grpc.fault("cart-v2", Fault.grpc(14, 1));
            grpc.advance(Duration.ofSeconds(10));

            BodyReader requests =
                    BodyReader.of(grpc.pods()).requests().with("destination_workload", "cart-v2");

            assertThat(requests.values("request_protocol")).containsExactly("grpc");
            assertThat(requests.values("response_code")).containsExactly("200");
            assertThat(requests.values("grpc_response_status")).containsExactly("14");
        }
    }

    @Test
    void aGrpcFaultNeedsAGrpcService() {
        assertThatThrownBy(() -> mesh.fault("cart-v2", Fault.grpc(14, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not speak gRPC");
    }

    @Test
    void aClearedFaultStrikesNoMore() {
        mesh.fault("cart-v2", Fault.http(500, 1));
        mesh.advance(Duration.ofSeconds(10));
        mesh.clearFault("cart-v2");
        mesh.advance(Duration.ofSeconds(1));
        long failed = mesh.oracle().failuresOf("cart-v2");

        mesh.advance(Duration.ofSeconds(10));

        assertThat(mesh.oracle().failuresOf("cart-v2")).isPositive().isEqualTo(failed);
    }

    @Test
    void aHealthyWorkloadFailsAtItsBaseRatio() {
        Workload shaky = Workload.of("cart", "cart", "v1", 1).withErrorRatio(0.02);
        try (SimulatedMesh small =
                SimulatedMesh.builder()
                        .gateway("gateway-istio", 1)
                        .workload(shaky)
                        .edge("gateway-istio", "cart", 1000)
                        .build()) {
            small.advance(Duration.ofSeconds(100));

            // Expected 2000; six standard deviations are 266.
            assertThat(small.oracle().failuresOf("cart")).isBetween(1734L, 2266L);
        }
    }
}
