package dev.meshfuse.definition;

import java.util.List;
import java.util.Set;

/** Fuses and objectives for tests: service cart in namespace shop. */
final class Fuses {
    private Fuses() {}

    static ResourceId id(String name) {
        return new ResourceId("Kubernetes", "shop", name);
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
        return fuse(new Destination("cart", "v1"), new Destination("cart", "v2"));
    }

    static Slo slo(String objective) {
        return new Slo(
                id("cart-availability"),
                1,
                id("cart"),
                new Indicator.Availability(),
                Objective.parse(objective),
                SloReader.DEFAULT_WINDOW,
                CountingPolicy.DEFAULT,
                Alerting.GOOGLE_SRE);
    }
}
