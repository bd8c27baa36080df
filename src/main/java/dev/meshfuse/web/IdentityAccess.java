package dev.meshfuse.web;

import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.AuthorityException;
import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The caller of a request, as Quarkus knows them, before the authority. */
@Singleton
public class IdentityAccess implements Access {
    private final CurrentIdentityAssociation identities;
    private final Authority authority;

    IdentityAccess(CurrentIdentityAssociation identities, Authority authority) {
        this.identities = identities;
        this.authority = authority;
    }

    @Override
    public Caller caller() {
        return callerOf(identities.getIdentity());
    }

    private static Caller callerOf(SecurityIdentity identity) {
        @Nullable Caller caller = identity.getAttribute(Caller.ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("nobody was asked who sent this request");
        }
        return caller;
    }

    @Override
    public void require(Permission permission) {
        if (!authority.allows(caller(), permission)) {
            throw Problem.forbidden("This needs the permission to " + permission.describe() + ".");
        }
    }

    /** Who may see all namespaces is asked about that alone. */
    @Override
    public Predicate<String> namespaces(String resource) {
        SecurityIdentity identity = identities.getIdentity();
        Caller first = callerOf(identity);
        @Nullable TokenCredential token = identity.getCredential(TokenCredential.class);
        return namespace -> {
            Caller caller = token == null ? first : again(token);
            return authority.allows(caller, Permission.list(resource, ""))
                    || authority.allows(caller, Permission.list(resource, namespace));
        };
    }

    private Caller again(TokenCredential token) {
        Optional<Caller> known = authority.authenticate(token.getToken());
        return known.orElseThrow(
                () -> new AuthorityException("the caller's token holds no more", null));
    }
}
