package dev.meshfuse.testing.kubernetes;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind that the server serves, in all its versions. All versions share one storage: only the
 * {@code apiVersion} of an answer differs, as with the conversion strategy {@code None}.
 *
 * @param group API group; empty for the core group
 * @param plural name in paths
 * @param custom whether it is a custom resource: no strategic merge patch, and a PUT must carry a
 *     resourceVersion
 * @param generation whether its objects count their spec changes
 * @param versions never empty; the first is preferred
 */
record ResourceType(
        String group,
        String plural,
        String singular,
        String kind,
        List<String> shortNames,
        boolean namespaced,
        boolean custom,
        boolean generation,
        List<ApiVersion> versions) {

    /**
     * One served version of a kind.
     *
     * @param status whether it has the status subresource
     * @param schema null where anything is accepted
     * @param selectableFields fields beyond name and namespace that a field selector may name
     */
    record ApiVersion(
            String name,
            boolean status,
            @Nullable StructuralSchema schema,
            List<String> selectableFields) {}

    /** Such as {@code virtualservices.networking.istio.io}; also the key of its storage. */
    String id() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    Optional<ApiVersion> version(String name) {
        return versions.stream().filter(v -> v.name().equals(name)).findFirst();
    }

    String apiVersion(ApiVersion version) {
        return group.isEmpty() ? version.name() : group + "/" + version.name();
    }
}
