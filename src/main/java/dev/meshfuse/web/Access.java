package dev.meshfuse.web;

import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import java.util.function.Predicate;

/** Who asks, and what they may see and do. Each question may wait for the API server. */
public interface Access {
    /** Who sent the request that is being answered. */
    Caller caller();

    /**
     * Goes on only if the caller may do that.
     *
     * @throws jakarta.ws.rs.WebApplicationException 403 that names the permission
     */
    void require(Permission permission);

    /**
     * Of which namespaces the caller may see the objects of a kind. It can be asked after the
     * request was answered, too, and then looks again whether the caller still is who they were.
     *
     * @param resource plural of the kind
     * @return throws {@link dev.meshfuse.auth.AuthorityException} when that cannot be found out any
     *     more
     */
    Predicate<String> namespaces(String resource);
}
