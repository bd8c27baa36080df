package dev.meshfuse.scrape;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One proxy to read.
 *
 * @param uri where its exposition is
 * @param podUid UID of its pod where discovery tells it, else null
 */
public record Target(URI uri, @Nullable String podUid) {
    public Target {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + uri + "' is not a target such as http://10.0.0.7:15090/stats/prometheus");
        }
    }

    /** The path of Envoy's statistics, where an address alone is given. */
    public static final String DEFAULT_PATH = "/stats/prometheus";

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
            return new Target(bare ? uri.resolve(DEFAULT_PATH) : uri, null);
        } catch (java.net.URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a target such as 10.0.0.7:15090", e);
        }
    }

    /** The record key of its readings: address, path and query. */
    public String key() {
        String query = uri.getRawQuery();
        return uri.getAuthority() + uri.getRawPath() + (query == null ? "" : "?" + query);
    }
}
