package dev.meshfuse.testing.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Who a token belongs to, and who may do what. Without any configuration everybody may do
 * everything.
 */
final class Access {
    static final String ADMIN_TOKEN = "admin-token";
    static final User ANONYMOUS = new User("system:anonymous", List.of("system:unauthenticated"));

    private static final String ANY = "*";
    private static final String MASTERS = "system:masters";

    record User(String name, List<String> groups) {}

    /**
     * What somebody wants to do.
     *
     * @param resource with its subresource, such as {@code deployments/status}, or a path when it
     *     begins with a slash
     * @param namespace empty for a cluster-wide request
     * @param name empty for a collection; in a grant it stands for every name
     */
    record Action(String verb, String group, String resource, String namespace, String name) {}

    /** What somebody was allowed to do, and did. */
    private record Used(String user, String permission) {}

    private record Grant(String subject, boolean toGroup, Action action) {}

    /** Whom a token is for that was made for nobody else. */
    static final String OWN_AUDIENCE = "https://kubernetes.default.svc";

    private final Map<String, User> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> audiences = new ConcurrentHashMap<>();
    private final List<Grant> grants = new CopyOnWriteArrayList<>();
    private final Set<Used> used = ConcurrentHashMap.newKeySet();
    private final StoredRoles roles;
    private volatile boolean enforced;
    private volatile boolean configured;

    Access(StoredRoles roles) {
        this.roles = roles;
        tokens.put(ADMIN_TOKEN, new User("admin", List.of(MASTERS, "system:authenticated")));
    }

    void allowToken(String token, User user) {
        configured = true;
        tokens.put(token, user);
    }

    void allowToken(String token, User user, String audience) {
        allowToken(token, user);
        audiences.put(token, audience);
    }

    void revokeToken(String token) {
        tokens.remove(token);
    }

    String audienceOf(String token) {
        return audiences.getOrDefault(token, OWN_AUDIENCE);
    }

    void grant(String subject, boolean toGroup, Action action) {
        configured = true;
        grants.add(new Grant(subject, toGroup, action));
    }

    void enforce(boolean on) {
        configured = configured || on;
        enforced = on;
    }

    boolean isEnforced() {
        return enforced;
    }

    /** Whose request this is; an unknown token counts as none unless access is enforced. */
    User authenticate(String authorization) {
        String token = authorization.replaceFirst("^Bearer ", "");
        User user = tokens.get(token);
        if (user == null && enforced && !token.isEmpty()) {
            throw ApiException.unauthorized();
        }
        return user == null ? ANONYMOUS : user;
    }

    Optional<User> ofToken(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    /** Notes that somebody did something. */
    void use(User user, Action action) {
        used.add(
                new Used(
                        user.name(),
                        "%s %s %s".formatted(action.verb(), action.group(), action.resource())));
    }

    /** What somebody has done, each as verb, group and resource with spaces between. */
    Set<String> used(String user) {
        return used.stream()
                .filter(one -> one.user().equals(user))
                .map(Used::permission)
                .collect(Collectors.toSet());
    }

    boolean allows(User user, Action action) {
        return !configured
                || user.groups().contains(MASTERS)
                || grants.stream().anyMatch(g -> isFor(g, user) && covers(g.action(), action))
                || roles.allow(user, action);
    }

    private static boolean isFor(Grant grant, User user) {
        return grant.toGroup()
                ? user.groups().contains(grant.subject())
                : grant.subject().equals(ANY) || grant.subject().equals(user.name());
    }

    private static boolean covers(Action granted, Action wanted) {
        return matches(granted.verb(), wanted.verb())
                && matches(granted.group(), wanted.group())
                && matches(granted.resource(), wanted.resource())
                && matches(granted.namespace(), wanted.namespace());
    }

    private static boolean matches(String granted, String wanted) {
        return granted.equals(ANY) || granted.equals(wanted);
    }
}
