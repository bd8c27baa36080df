package dev.meshfuse.auth.http;

import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.Caller;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Who a token belongs to, as the authority says. */
@ApplicationScoped
public class TokenIdentities implements IdentityProvider<TokenAuthenticationRequest> {
    private final Authority authority;

    TokenIdentities(Authority authority) {
        this.authority = authority;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        TokenCredential token = request.getToken();
        return context.runBlocking(() ->
                authority
                        .authenticate(token.getToken())
                        .map(caller -> identity(caller, token))
                        .orElseThrow(() -> new AuthenticationFailedException()));
    }

    /** The identity of a caller. */
    static SecurityIdentity identity(Caller caller, @Nullable TokenCredential token) {
        QuarkusSecurityIdentity.Builder identity =
                QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(caller.name()))
                        .addAttribute(Caller.ATTRIBUTE, caller);
        if (token != null) {
            identity.addCredential(token);
        }
        return identity.build();
    }
}
