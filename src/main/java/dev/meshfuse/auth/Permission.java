package dev.meshfuse.auth;

/**
 * What somebody wants to do with our kinds, in the terms of Kubernetes' roles.
 *
 * @param verb such as {@code get}
 * @param resource plural of the kind
 * @param subresource part of it, or empty
 * @param namespace empty for all of them
 * @param name of the object; empty for all of them
 */
public record Permission(
        String verb, String resource, String subresource, String namespace, String name) {
    /** API group of our kinds. */
    public static final String GROUP = "meshfuse.dev";

    public static final String FUSES = "fuses";
    public static final String OBJECTIVES = "servicelevelobjectives";

    /** To read one object. */
    public static Permission get(String resource, String namespace, String name) {
        return new Permission("get", resource, "", namespace, name);
    }

    /**
     * To see what there is of a kind.
     *
     * @param namespace empty for all of them
     */
    public static Permission list(String resource, String namespace) {
        return new Permission("list", resource, "", namespace, "");
    }

    /** To tell a fuse what to do. */
    public static Permission command(String verb, String namespace, String name) {
        return new Permission("create", FUSES, verb, namespace, name);
    }

    /** As a role has it: {@code create fuses/trip.meshfuse.dev in namespace shop}. */
    public String describe() {
        return "%s %s.%s%s"
                .formatted(
                        verb,
                        subresource.isEmpty() ? resource : resource + "/" + subresource,
                        GROUP,
                        namespace.isEmpty() ? "" : " in namespace " + namespace);
    }
}
