package dev.meshfuse.sli;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.RequestLabels;
import java.util.Optional;

/** The service behind Istio's destination labels, which may hold anything a client sent as Host. */
public final class DestinationService {
    private DestinationService() {}

    /**
     * The service requests went to, or nothing when they went to none in the mesh: Istio's own
     * black hole and pass-through clusters, unknown hosts, addresses.
     */
    public static Optional<ResourceId> of(RequestLabels labels, String cluster) {
        String name = labels.serviceName();
        String namespace = labels.serviceNamespace();
        int dot = name.indexOf('.');
        if (dot > 0) { // a fully qualified host: service.namespace.svc.domain:port
            String[] parts = name.split("\\.", 4);
            if (parts.length < 3 || !(parts[2] + ":").startsWith("svc:")) {
                return Optional.empty();
            }
            name = parts[0];
            namespace = parts[1];
        }
        if (!isDnsLabel(name)
                || !isDnsLabel(namespace)
                || name.equals("unknown")
                || namespace.equals("unknown")) {
            return Optional.empty();
        }
        return Optional.of(new ResourceId(cluster, namespace, name));
    }

    /** The name of the service alone, also where Istio gives its host in full. */
    public static String nameOf(RequestLabels labels) {
        String name = labels.serviceName();
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /**
     * Lower case only: this leaves out {@code BlackHoleCluster}, {@code PassthroughCluster} and
     * their kin.
     */
    private static boolean isDnsLabel(String text) {
        int last = text.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (c != '-' || i == 0 || i == last)) {
                return false;
            }
        }
        return last >= 0;
    }
}
