package dev.meshfuse.definition;

import dev.meshfuse.testing.Shop;
import java.util.List;
import java.util.Set;

/** Fuses and objectives for tests: service cart in namespace shop. */
final class Fuses {
    private Fuses() {}

    static ResourceId id(String name) {
        return Shop.id(name);
    }

    static Fuse fuse(Destination stable, Destination canary) {
        return new Fuse(
                id("cart"),
                1,
                List.of(id("cart-availability")),
                new TargetRef("networking.istio.io", "VirtualService", "cart", Set.of()),
                stable,
                canary,
                Set.of(Fuse.Trigger.Evidence),
                Fuse.Mode.Enforce,
                FusePolicy.DEFAULT);
    }

    static Fuse fuse() {
        return Shop.fuse();
    }

    static Slo slo(String objective) {
        return Shop.slo(objective);
    }
}
