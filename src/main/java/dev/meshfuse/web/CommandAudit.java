package dev.meshfuse.web;

import dev.meshfuse.auth.Caller;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every command and what came of it, also of one that was refused: one record each, on
 * a category of its own, so that it can be kept elsewhere.
 */
@Singleton
public class CommandAudit {
    /** Category of the records. */
    public static final String CATEGORY = "dev.meshfuse.audit";

    private static final Logger AUDIT = Logger.getLogger(CATEGORY);

    private static final Pattern COMMAND =
            Pattern.compile("/?api/v1/fuses/([^/]+)/([^/]+)/(trip|hold|reset)");

    private static final String REASON = "meshfuse.reason";

    /** Longer than any name may be. */
    private static final int MOST_SHOWN = 600;

    private static final List<Integer> REFUSED = List.of(401, 403);

    private final CurrentVertxRequest requests;
    private final CurrentIdentityAssociation identities;

    CommandAudit(CurrentVertxRequest requests, CurrentIdentityAssociation identities) {
        this.requests = requests;
        this.identities = identities;
    }

    /** Why the command of this request was given. */
    void reason(String reason) {
        requests.getCurrent().put(REASON, reason);
    }

    /**
     * Address of the caller: the other end of the connection, or where Quarkus is told to believe a
     * proxy ({@code quarkus.http.proxy.*}), what that says.
     */
    String from() {
        @Nullable SocketAddress address = requests.getCurrent().request().remoteAddress();
        return address == null ? "unknown" : String.valueOf(address.hostAddress());
    }

    @ServerResponseFilter
    void answered(ContainerRequestContext request, ContainerResponseContext response) {
        Matcher command = COMMAND.matcher(request.getUriInfo().getPath());
        if (!request.getMethod().equals("POST") || !command.matches()) {
            return;
        }
        RoutingContext context = requests.getCurrent();
        String record =
                "command: who=%s from=%s what=%s fuse=%s reason=%s outcome=%d id=%s"
                        .formatted(
                                quoted(who()),
                                quoted(from()),
                                command.group(3),
                                quoted(command.group(1) + "/" + command.group(2)),
                                quoted(context.get(REASON)),
                                response.getStatus(),
                                quoted(
                                        response.getEntity() instanceof CommandAccepted accepted
                                                ? accepted.id()
                                                : null));
        AUDIT.log(
                REFUSED.contains(response.getStatus()) ? Logger.Level.WARN : Logger.Level.INFO,
                record);
    }

    /** Null for somebody of whom it is not known. */
    private @Nullable String who() {
        SecurityIdentity identity;
        try {
            identity = identities.getIdentity();
        } catch (RuntimeException e) {
            return null; // the token was nobody's
        }
        @Nullable Caller caller = identity.getAttribute(Caller.ATTRIBUTE);
        return caller == null ? null : caller.name();
    }

    /** In quotes, on one line, with nothing in it that looks like the end of it. */
    private static String quoted(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints()
                .limit(MOST_SHOWN)
                .forEach(one -> {
                    if (one == '"' || one == '\\') {
                        shown.append('\\').appendCodePoint(one);
                    } else if (CommandBody.hides(one)) {
                        shown.append("\\u{%x}".formatted(one));
                    } else {
                        shown.appendCodePoint(one);
                    }
                });
        return shown.append('"').toString();
    }
}
