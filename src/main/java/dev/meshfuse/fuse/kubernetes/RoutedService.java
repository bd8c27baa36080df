package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.definition.ServiceHost;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a route leads, whichever way its host was written.
 *
 * @param service service and namespace
 * @param domain the cluster domain, null where the host does not name one: then it is this
 *     cluster's own
 * @param subset subset of the host's DestinationRule, or null
 */
record RoutedService(ServiceHost service, @Nullable String domain, @Nullable String subset) {
    /**
     * The domain of services that several clusters share (KEP-1645). Istio keeps such a host apart
     * from the service of the same name in this cluster.
     */
    private static final String SHARED = "clusterset.local";

    /**
     * @param namespace of the object the host is written in, which a short name is meant in
     */
    static Optional<RoutedService> of(String host, @Nullable String subset, String namespace) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] parts = name.split("\\.", 4);
        return ServiceHost.parse(name, namespace)
                .map(service ->
                        new RoutedService(service, parts.length == 4 ? parts[3] : null, subset));
    }

    /** Whether both are one service and one subset; what names no domain is in this cluster. */
    boolean isSame(RoutedService other) {
        return service.equals(other.service)
                && Objects.equals(subset, other.subset)
                && isSameDomain(domain, other.domain);
    }

    private static boolean isSameDomain(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return !SHARED.equals(one) && !SHARED.equals(other);
        }
        return one.equals(other);
    }
}
