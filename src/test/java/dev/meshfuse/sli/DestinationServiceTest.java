package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.testing.Requests;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationServiceTest {
    @ParameterizedTest
    @CsvSource({
        "cart, shop, shop/cart",
        "cart-canary, shop, shop/cart-canary",
        "cart.shop.svc.cluster.local, shop, shop/cart",
        "cart.shop.svc.cluster.local, unknown, shop/cart",
        "cart.shop.svc.mesh.example, unknown, shop/cart",
        "cart.shop.svc, '', shop/cart",
        "cart.shop.svc:8080, unknown, shop/cart",
        "cart.shop.svc.cluster.local:8080, unknown, shop/cart",
    })
    void a_service_is_named_shortly_or_in_full(String name, String namespace, String expected) {
        assertThat(of(name, namespace).map(ResourceId::local)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, unknown",
        "cart, unknown",
        "unknown, shop",
        "cart, ''",
        "'', shop",
        "BlackHoleCluster, unknown",
        "BlackHoleCluster, shop",
        "PassthroughCluster, shop",
        "InboundPassthroughCluster, shop",
        "InboundPassthroughClusterIpv4, shop",
        "InboundPassthroughClusterIpv6, shop",
        "10.0.0.7, shop",
        "[::1]:8080, shop",
        "2001:db8::7, shop",
        "localhost:8080, shop",
        "Cart, shop",
        "cart.shop.svcx, shop",
        "10.0.0.7:15090, unknown",
        "api.example.com, shop",
        "cart.shop, unknown",
        ".shop.svc, shop",
        "cart..svc, shop",
        "unknown.shop.svc.cluster.local, shop",
        "cart/x, shop",
        "-cart, shop",
        "cart, shop|x",
        "*, shop",
    })
    void requests_to_anything_else_are_to_no_service(String name, String namespace) {
        assertThat(of(name, namespace)).isEmpty();
    }

    private static Optional<ResourceId> of(String name, String namespace) {
        return DestinationService.of(
                Requests.toCart().service(name, namespace).labels(), "Kubernetes");
    }
}
