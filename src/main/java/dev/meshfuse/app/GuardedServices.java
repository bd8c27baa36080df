package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.Interest;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.DestinationService;
import java.util.Set;
import java.util.stream.Collectors;

/** A proxy is read often while it shows requests to a service that has a fuse. */
final class GuardedServices implements Interest {
    /**
     * Which services have a fuse.
     *
     * @param of what was defined then
     */
    private record Guarded(Definitions of, Set<ResourceId> services) {}

    private final String cluster;
    private final Definitions.Source definitions;
    private volatile Guarded latest = new Guarded(Definitions.NONE, Set.of());

    GuardedServices(String cluster, Definitions.Source definitions) {
        this.cluster = cluster;
        this.definitions = definitions;
    }

    @Override
    public boolean wantsOften(Reading reading) {
        Guarded guarded = guarded();
        return !guarded.services().isEmpty()
                && reading.series().stream()
                        .flatMap(series -> DestinationService.of(series.labels(), cluster).stream())
                        .distinct()
                        .anyMatch(service ->
                                guarded.services().contains(guarded.of().apexOf(service)));
    }

    /** Found once for each state of the definitions: this is asked at each reading. */
    @SuppressWarnings("ReferenceEquality") // comparing two by value would cost what is to be saved
    private Guarded guarded() {
        Definitions current = definitions.current();
        Guarded known = latest;
        if (known.of() != current) {
            known =
                    new Guarded(
                            current,
                            current.fuses().values().stream()
                                    .map(ResolvedFuse::service)
                                    .collect(Collectors.toUnmodifiableSet()));
            latest = known;
        }
        return known;
    }
}
