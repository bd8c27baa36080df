package dev.meshfuse.testing.kafka;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Kafka's own authorizer, which also notes what one user was allowed and what not, as {@code
 * OPERATION TYPE name}. A broker makes it itself, so what it notes is the process's.
 */
public final class AskedAuthorizer extends StandardAuthorizer {
    /** The user whose requests are noted. */
    public static final String USER = "meshfuse";

    private static final Set<String> ALLOWED = new ConcurrentSkipListSet<>();
    private static final Set<String> DENIED = new ConcurrentSkipListSet<>();

    @Override
    public List<AuthorizationResult> authorize(
            AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        if (context.principal().getName().equals(USER)) {
            for (int i = 0; i < actions.size(); i++) {
                note(actions.get(i), results.get(i) == AuthorizationResult.ALLOWED);
            }
        }
        return results;
    }

    /** Whoever describes a topic makes the broker ask for everything; that says nothing. */
    private static void note(Action action, boolean allowed) {
        if (allowed && action.logIfAllowed()) {
            ALLOWED.add(describe(action));
        } else if (!allowed && action.logIfDenied()) {
            DENIED.add(describe(action));
        }
    }

    /** What the user did. */
    public static Set<String> allowed() {
        return Set.copyOf(ALLOWED);
    }

    /** What the user may not do, and asked for. */
    public static Set<String> denied() {
        return Set.copyOf(DENIED);
    }

    private static String describe(Action action) {
        return "%s %s %s"
                .formatted(
                        action.operation(),
                        action.resourcePattern().resourceType(),
                        action.resourcePattern().name());
    }
}
