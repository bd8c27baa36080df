package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.Access.Action;
import dev.meshfuse.testing.kubernetes.Access.User;
import dev.meshfuse.testing.kubernetes.ObjectStore.ObjectKey;
import java.util.Collection;
import java.util.List;

/**
 * Access given by the Role, ClusterRole and binding objects that were created, so that a shipped
 * role can be tested for being enough.
 */
final class StoredRoles {
    private static final String GROUP = ".rbac.authorization.k8s.io";

    private final ObjectStore store;

    StoredRoles(ObjectStore store) {
        this.store = store;
    }

    boolean allow(User user, Action action) {
        return bindings("clusterrolebindings").stream().anyMatch(b -> allows(b, "", user, action))
                || bindings("rolebindings").stream()
                        .filter(b -> Meta.namespace(b).equals(action.namespace()))
                        .anyMatch(b -> allows(b, Meta.namespace(b), user, action));
    }

    private Collection<ObjectNode> bindings(String plural) {
        return store.snapshot(plural + GROUP).objects().values();
    }

    private boolean allows(ObjectNode binding, String namespace, User user, Action action) {
        boolean bound =
                Json.elements(binding.path("subjects")).stream().anyMatch(s -> isFor(s, user));
        if (!bound) {
            return false;
        }
        boolean clusterRole = Json.text(binding, "roleRef", "kind").equals("ClusterRole");
        ObjectKey role =
                new ObjectKey(clusterRole ? "" : namespace, Json.text(binding, "roleRef", "name"));
        return store
                .get((clusterRole ? "clusterroles" : "roles") + GROUP, role)
                .map(this::rules)
                .orElse(List.of())
                .stream()
                .anyMatch(rule -> covers(rule, action));
    }

    /** Those of a role, or of the roles that it gathers. */
    private List<JsonNode> rules(ObjectNode role) {
        List<JsonNode> selectors =
                Json.elements(Json.at(role, "aggregationRule", "clusterRoleSelectors"));
        return selectors.isEmpty()
                ? Json.elements(role.path("rules"))
                : store.snapshot("clusterroles" + GROUP).objects().values().stream()
                        .filter(one -> selectors.stream().anyMatch(s -> selects(s, one)))
                        .flatMap(one -> Json.elements(one.path("rules")).stream())
                        .toList();
    }

    private static boolean selects(JsonNode selector, ObjectNode role) {
        JsonNode labels = Json.at(role, "metadata", "labels");
        return selector.path("matchLabels").properties().stream()
                .allMatch(one -> one.getValue().equals(labels.path(one.getKey())));
    }

    private static boolean isFor(JsonNode subject, User user) {
        String name = Json.text(subject, "name");
        return switch (Json.text(subject, "kind")) {
            case "User" -> name.equals(user.name());
            case "Group" -> user.groups().contains(name);
            case "ServiceAccount" ->
                    user.name()
                            .equals(
                                    "system:serviceaccount:"
                                            + Json.text(subject, "namespace")
                                            + ":"
                                            + name);
            default -> false;
        };
    }

    private static boolean covers(JsonNode rule, Action action) {
        List<String> names = Json.texts(rule.path("resourceNames"));
        boolean named = names.isEmpty() || names.contains(action.name());
        if (!named || !has(rule, "verbs", action.verb())) {
            return false;
        }
        return action.resource().startsWith("/")
                ? has(rule, "nonResourceURLs", action.resource())
                : has(rule, "apiGroups", action.group())
                        && has(rule, "resources", action.resource());
    }

    private static boolean has(JsonNode rule, String list, String wanted) {
        List<String> values = Json.texts(rule.path(list));
        return values.contains("*") || values.contains(wanted);
    }
}
