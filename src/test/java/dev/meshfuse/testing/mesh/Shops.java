package dev.meshfuse.testing.mesh;

import java.util.Map;

/** Small meshes that these tests share. */
final class Shops {
    private Shops() {}

    /** gateway-istio -> frontend 20/s, frontend -> cart 100/s, cart split 90 to 10. */
    static MeshBuilder shop() {
        return SimulatedMesh.builder()
                .noise(90)
                .gateway("gateway-istio", 1)
                .workload("frontend", "frontend", "v1", 2)
                .workload("cart-v1", "cart", "v1", 2)
                .workload("cart-v2", "cart", "v2", 1)
                .edge("gateway-istio", "frontend", 20)
                .edge("frontend", "cart", 100);
    }

    static SimulatedMesh running() {
        SimulatedMesh mesh = shop().build();
        mesh.setWeights("cart", Map.of("cart-v1", 90, "cart-v2", 10));
        return mesh;
    }

    /** The shop with everything that goes to cart going to cart-v2. */
    static SimulatedMesh allToCanary() {
        SimulatedMesh mesh = shop().build();
        mesh.setWeights("cart", Map.of("cart-v2", 1));
        return mesh;
    }
}
