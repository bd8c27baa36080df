package dev.meshfuse.scrape;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One proxy to read.
 *
 * @param key the record key of its readings; stays the same whichever endpoint answers
 * @param endpoints where its exposition may be, the preferred one first
 * @param pod its pod where discovery tells it, else null
 */
public record Target(String key, List<URI> endpoints, @Nullable Pod pod) {
    /** The path of Envoy's statistics, where an address alone is given. */
    public static final String DEFAULT_PATH = "/stats/prometheus";

    public Target {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("target " + key + " has no endpoint");
        }
        for (URI uri : endpoints) {
            if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "'"
                                + uri
                                + "' is not a target such as http://10.0.0.7:15090/stats/prometheus");
            }
        }
    }

    /** A target with one endpoint, whose address is its key. */
    public static Target at(URI uri, @Nullable Pod pod) {
        return new Target(keyOf(uri), List.of(uri), pod);
    }

    /**
     * A target written as {@code host:port}, or as an {@code http} address with or without a path.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Target parse(String text) {
        String withScheme = text.contains("://") ? text : "http://" + text;
        try {
            URI uri = new URI(withScheme);
            boolean bare = uri.getPath() == null || uri.getPath().isEmpty();
            return at(bare ? uri.resolve(DEFAULT_PATH) : uri, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a target such as 10.0.0.7:15090", e);
        }
    }

    /** Identity of what answers there: its pod's process, else its address. */
    public String process() {
        return pod == null ? endpoints.getFirst().getAuthority() : pod.process();
    }

    /**
     * Whether it has an address where no list may send us.
     *
     * @see NoTarget
     * @throws IllegalArgumentException when a host looks like an address, but is none
     */
    public boolean leadsToNoTarget() {
        return endpoints.stream().anyMatch(uri -> NoTarget.is(uri.getHost()));
    }

    private static String keyOf(URI uri) {
        String query = uri.getRawQuery();
        return uri.getAuthority() + uri.getRawPath() + (query == null ? "" : "?" + query);
    }
}
