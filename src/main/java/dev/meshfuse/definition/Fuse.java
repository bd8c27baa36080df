package dev.meshfuse.definition;

import java.util.List;
import java.util.Set;

/**
 * The binding of SLOs to a split, as resolved from what a user wrote.
 *
 * @param id its own identity
 * @param generation generation of the object it was read from; 0 for a definition from a file
 * @param slos the objectives it guards, in the order written
 * @param target the object it acts on
 * @param stable the side that keeps the traffic
 * @param canary the side that is taken out of traffic
 * @param triggers what may trip it
 * @param mode whether it acts or only says what it would do
 * @param policy its knobs
 */
public record Fuse(
        ResourceId id,
        long generation,
        List<ResourceId> slos,
        TargetRef target,
        Destination stable,
        Destination canary,
        Set<Trigger> triggers,
        Mode mode,
        FusePolicy policy) {
    /** What may trip a fuse. */
    public enum Trigger {
        /** The running evidence against the canary. */
        Evidence,
        /** A page-level breach of one of its SLOs. */
        Budget,
        /** An alert from Alertmanager. */
        Alerts
    }

    /** Whether a fuse acts. */
    public enum Mode {
        Enforce,
        /** Publishes what it would have done. */
        Observe
    }

    public Fuse {
        slos = List.copyOf(slos);
        triggers = Set.copyOf(triggers);
    }

    /** The service of the stable side. */
    public ResourceId stableService() {
        return service(stable);
    }

    /** The service of the canary: that of the stable side, if they are subsets of one host. */
    public ResourceId canaryService() {
        return service(canary);
    }

    /** Whether the sides are two services, and not subsets of one. */
    public boolean hasSeparateHosts() {
        return !stableService().equals(canaryService());
    }

    /** The service behind a side of this fuse, which lives in the fuse's namespace. */
    ResourceId service(Destination side) {
        String name =
                ServiceHost.parse(side.host(), id.namespace())
                        .map(ServiceHost::name)
                        .orElse(side.host());
        return new ResourceId(id.cluster(), id.namespace(), name);
    }
}
