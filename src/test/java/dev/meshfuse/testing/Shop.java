package dev.meshfuse.testing;

import dev.meshfuse.definition.Alerting;
import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.FusePolicy;
import dev.meshfuse.definition.Indicator;
import dev.meshfuse.definition.Objective;
import dev.meshfuse.definition.Readiness;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TargetRef;
import dev.meshfuse.definition.TrackRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tests guard: service cart in namespace shop, revision v1 stable and v2 its canary. */
public final class Shop {
    public static final String CLUSTER = "Kubernetes";
    public static final ResourceId CART = id("cart");
    public static final Split.Resolved SPLIT = running("c1");

    private Shop() {}

    public static ResourceId id(String name) {
        return new ResourceId(CLUSTER, "shop", name);
    }

    /** 99.9 % of the requests to cart are good. */
    public static Slo slo() {
        return slo("99.9%");
    }

    public static Slo slo(String objective) {
        return new Slo(
                id("cart-availability"),
                1,
                CART,
                new Indicator.Availability(),
                Objective.parse(objective),
                Duration.ofDays(30),
                CountingPolicy.DEFAULT,
                Alerting.GOOGLE_SRE);
    }

    /** Guards {@link #slo}, and acts. */
    public static Fuse fuse() {
        return fuse(1, Set.of(Fuse.Trigger.Evidence));
    }

    public static Fuse fuse(long generation, Set<Fuse.Trigger> triggers) {
        return new Fuse(
                CART,
                generation,
                List.of(id("cart-availability")),
                new TargetRef("networking.istio.io", "VirtualService", "cart", Set.of()),
                new Destination("cart", "v1"),
                new Destination("cart", "v2"),
                triggers,
                Fuse.Mode.Enforce,
                FusePolicy.DEFAULT);
    }

    /** The same with hosts of their own for the sides, cart and cart-canary. */
    public static Fuse fuseOfHosts() {
        Fuse subsets = fuse();
        return new Fuse(
                subsets.id(),
                subsets.generation(),
                subsets.slos(),
                subsets.target(),
                new Destination("cart", null),
                new Destination("cart-canary", null),
                subsets.triggers(),
                subsets.mode(),
                subsets.policy());
    }

    /** The sides of the split while its canary runs something. */
    public static Split.Resolved running(String canaryIdentity) {
        return new Split.Resolved(
                new TrackRule.ByRevision(Set.of("v1"), Set.of("v2")), canaryIdentity);
    }

    /** One objective and one fuse. */
    public static Definitions defined(Fuse fuse, Split split) {
        return new Definitions(
                Map.of(slo().id(), slo()),
                Map.of(fuse.id(), new ResolvedFuse(fuse, CART, split, new Readiness(3, 3, 2, 2))),
                List.of());
    }
}
