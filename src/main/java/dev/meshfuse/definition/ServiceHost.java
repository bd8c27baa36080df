package dev.meshfuse.definition;

import java.util.Optional;

/**
 * The Kubernetes service behind a host as routes write it.
 *
 * @param name name of the service
 * @param namespace its namespace
 */
public record ServiceHost(String name, String namespace) {
    /**
     * Reads {@code cart}, {@code cart.shop}, {@code cart.shop.svc} or {@code cart.shop.svc.} with
     * any cluster domain; empty for a host that is not a service's, such as {@code
     * api.example.com}.
     *
     * @param namespace the namespace a short name is meant in
     */
    public static Optional<ServiceHost> parse(String host, String namespace) {
        String[] parts = host.split("\\.", 4);
        for (String part : parts) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
        }
        return switch (parts.length) {
            case 1 -> Optional.of(new ServiceHost(parts[0], namespace));
            case 2 -> Optional.of(new ServiceHost(parts[0], parts[1]));
            default ->
                    parts[2].equals("svc")
                            ? Optional.of(new ServiceHost(parts[0], parts[1]))
                            : Optional.empty();
        };
    }

    /** Whether two hosts, both written in one namespace, are one service. */
    public static boolean same(String one, String other, String namespace) {
        Optional<ServiceHost> service = parse(one, namespace);
        return service.isPresent() && service.equals(parse(other, namespace));
    }
}
