package dev.meshfuse.fuse.kubernetes;

/**
 * What an account may do to objects of a kind.
 *
 * @param verb the API server's word, such as {@code patch}
 * @param group API group, empty for the core group
 * @param resource plural of the kind, with a subresource after a slash
 */
public record Permission(String verb, String group, String resource) {
    /** As people say it: {@code patch virtualservices.networking.istio.io}. */
    public String text() {
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String part = slash < 0 ? "" : resource.substring(slash);
        return verb + " " + plural + (group.isEmpty() ? "" : "." + group) + part;
    }

    /** The plural alone. */
    String plural() {
        return resource.split("/", 2)[0];
    }

    /** The subresource alone; empty for the object itself. */
    String subresource() {
        return resource.contains("/") ? resource.split("/", 2)[1] : "";
    }
}
