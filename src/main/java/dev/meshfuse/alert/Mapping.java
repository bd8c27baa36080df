package dev.meshfuse.alert;

import dev.meshfuse.definition.ServiceHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an alert's labels what it is about: first the rules of the settings, in their order,
 * then the labels that are known.
 *
 * <pre>
 *  namespace  destination_service_namespace, the one in destination_service   (Istio)
 *             exported_namespace, namespace         where Istio's name no service
 *  service    destination_service_name, destination_service                   (Istio)
 *             sloth_service                                                   (Sloth)
 *             exported_service, service             of the target that was scraped
 *  objective  slo                                                     (ours, Pyrra)
 *             sloth_slo                                                       (Sloth)
 *  fuse       fuse                                                             (ours)
 * </pre>
 *
 * <p>Sources: Istio, "Istio Standard Metrics"; slok/sloth {@code internal/prometheus}; of Pyrra's
 * alerts pyrra-dev/pyrra {@code slo/rules.go}, which adds the labels that its metric is selected
 * by, so that those of Istio are there too; Prometheus, "scrape_config", on labels that a target
 * and what it exposes both have.
 */
public final class Mapping {
    /** Names of Kubernetes' objects (RFC 1123 subdomains). */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** What Istio writes where it does not know. */
    private static final String UNKNOWN = "unknown";

    private static final String OWN = "Meshfuse";

    private final String cluster;
    private final List<MappingRule> rules;

    /**
     * @param cluster name of this cluster; an alert of another is about nothing here
     * @param rules those of the settings
     */
    public Mapping(String cluster, List<MappingRule> rules) {
        this.cluster = cluster;
        this.rules = List.copyOf(rules);
    }

    /** What an alert with these labels is about. */
    public Named map(Map<String, String> labels) {
        if (labels.getOrDefault(Alert.ALERT_NAME, "").startsWith(OWN)) {
            // Else a hold would be the reason of the alert that is the reason of the hold.
            return Named.nothing(
                    "It is an alert of Meshfuse, which tells fuses nothing that they did not say.");
        }
        return rules.stream()
                .flatMap(rule -> rule.map(labels).stream())
                .findFirst()
                .map(Mapping::checked)
                .orElseGet(() -> checked(byKnownLabels(labels)));
    }

    private Named byKnownLabels(Map<String, String> labels) {
        for (String label : List.of("cluster", "destination_cluster")) {
            String of = labels.get(label);
            if (of != null && !of.equals(cluster) && !of.equals(UNKNOWN)) {
                return Named.nothing(
                        "Its label %s is '%s', and meshfuse.cluster is '%s'."
                                .formatted(label, of, cluster));
            }
        }
        Found found = new Found(labels);
        String slo = found.first("slo", "sloth_slo");
        String fuse = found.first("fuse");
        Optional<ServiceHost> host = istio(found);
        String service = host.map(ServiceHost::name).orElse(null);
        String namespace =
                host.map(ServiceHost::namespace).filter(one -> !one.isEmpty()).orElse(null);
        if (host.isEmpty()) {
            service = found.first("sloth_service", "exported_service", "service");
            namespace = found.first("exported_namespace", "namespace");
        }
        Named named =
                new Named(namespace, service, slo, fuse, "the labels that are known", found.used);
        return named.namesSomething()
                ? named
                : Named.nothing("No label that is known names a service, an objective or a fuse.");
    }

    /** A host may be one that is no service's, such as an address outside; then it is its name. */
    private static Optional<ServiceHost> istio(Found found) {
        String name = found.first("destination_service_name", "destination_service");
        if (name == null) {
            return Optional.empty();
        }
        String namespace = found.first("destination_service_namespace");
        String host = found.labels.getOrDefault("destination_service", "");
        if (namespace == null && host.contains(".")) {
            found.first("destination_service");
            return Optional.of(ServiceHost.parse(host, "").orElse(new ServiceHost(host, "")));
        }
        String within = namespace == null ? "" : namespace;
        return Optional.of(
                ServiceHost.parse(name, within)
                        .map(one -> namespace == null ? one : new ServiceHost(one.name(), within))
                        .orElse(new ServiceHost(name, within)));
    }

    /** What is no name of an object names nothing. */
    private static Named checked(Named named) {
        for (String name :
                new @Nullable String[] {
                    named.namespace(), named.service(), named.slo(), named.fuse()
                }) {
            if (name != null && !isName(name)) {
                return Named.nothing("A label of it is no name of a Kubernetes object.");
            }
        }
        return named;
    }

    /** Whether an object may be called that. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Labels, and which of them were of use. */
    private static final class Found {
        private final Map<String, String> labels;
        private final Map<String, String> used = new LinkedHashMap<>();

        Found(Map<String, String> labels) {
            this.labels = labels;
        }

        @Nullable String first(String... names) {
            for (String name : names) {
                String value = labels.getOrDefault(name, "");
                if (!value.isEmpty() && !value.equals(UNKNOWN)) {
                    used.put(name, value);
                    return value;
                }
            }
            return null;
        }
    }
}
