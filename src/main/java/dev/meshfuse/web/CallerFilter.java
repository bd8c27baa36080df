package dev.meshfuse.web;

import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.AuthorityException;
import dev.meshfuse.auth.BearerTokens;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Lets no request to a resource pass of which it is not known who sent it. What they may do is each
 * resource's own question. Resources with a credential of their own see to that themselves, and
 * what this program came with is for anybody.
 *
 * <p>Where nobody is asked, the address that was called must be a loopback one: else a page on the
 * web could, by a name that it lets lead here, send what it likes from a browser on this machine
 * (DNS rebinding).
 */
@Singleton
public class CallerFilter {
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    private final CurrentIdentityAssociation identities;
    private final Authority authority;

    CallerFilter(CurrentIdentityAssociation identities, Authority authority) {
        this.identities = identities;
        this.authority = authority;
    }

    @ServerRequestFilter
    Uni<Response> whoAsks(ContainerRequestContext request, SimpleResourceInfo resource) {
        if (!authority.asks()) {
            return unless(whereNobodyIsAsked(request));
        }
        if (resource.getResourceClass().isAnnotationPresent(OwnCredential.class)
                || resource.getResourceClass().isAnnotationPresent(ForAnybody.class)) {
            return Uni.createFrom().nullItem();
        }
        return identities
                .getDeferredIdentity()
                .chain(identity -> unless(ofAnybody(identity)))
                .onFailure(AuthenticationFailedException.class)
                .recoverWithItem(() ->
                        unauthorized(
                                "The token is nobody's, has expired, or was made for another"
                                        + " audience.",
                                BearerTokens.INVALID))
                .onFailure(AuthorityException.class)
                .recoverWithItem(e -> unknown(e));
    }

    /** Nothing lets the request pass. */
    private static Uni<Response> unless(@Nullable Response refusal) {
        return refusal == null ? Uni.createFrom().nullItem() : Uni.createFrom().item(() -> refusal);
    }

    private static @Nullable Response whereNobodyIsAsked(ContainerRequestContext request) {
        @Nullable String host = request.getHeaderString(HttpHeaders.HOST);
        return host == null || LOOPBACK.matcher(host).matches()
                ? null
                : Problem.response(
                        Response.Status.FORBIDDEN,
                        "While nobody is asked who they are (meshfuse.auth.mode=none), this answers"
                                + " on loopback addresses only.");
    }

    private static @Nullable Response ofAnybody(SecurityIdentity identity) {
        return identity.isAnonymous()
                ? unauthorized("A bearer token of the cluster is needed.", BearerTokens.WANTED)
                : null;
    }

    private static Response unauthorized(String detail, String challenge) {
        return Response.fromResponse(Problem.response(Response.Status.UNAUTHORIZED, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    /** Nobody is let in while it is not known who they are. */
    static Response unknown(Throwable cause) {
        return Problem.unavailable(
                "It cannot be found out who asks or what they may do: " + cause.getMessage());
    }
}
