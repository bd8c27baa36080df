package dev.meshfuse.auth.http;

import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.BearerTokens;
import dev.meshfuse.auth.Caller;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Bearer tokens (RFC 6750, section 2.1); nothing is asked where nobody is. */
@ApplicationScoped
public class BearerMechanism implements HttpAuthenticationMechanism {
    private final Authority authority;

    BearerMechanism(Authority authority) {
        this.authority = authority;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            RoutingContext context, IdentityProviderManager identities) {
        if (!authority.asks()) {
            return Uni.createFrom().item(TokenIdentities.identity(Caller.ANYBODY, null));
        }
        return BearerTokens.in(context.request().getHeader(HttpHeaders.AUTHORIZATION))
                .map(token -> new TokenCredential(token, "bearer"))
                .map(token -> identities.authenticate(new TokenAuthenticationRequest(token)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom()
                .item(new ChallengeData(401, "WWW-Authenticate", BearerTokens.WANTED));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenAuthenticationRequest.class);
    }
}
