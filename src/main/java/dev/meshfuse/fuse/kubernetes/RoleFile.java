package dev.meshfuse.fuse.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of {@code kubernetes/rbac}, each with what it grants: the permissions that this program
 * uses, by feature. A test holds the two together.
 */
public enum RoleFile {
    BASE(
            "base.yaml",
            rights("meshfuse.dev", "fuses", "get", "list", "watch"),
            rights("meshfuse.dev", "servicelevelobjectives", "list", "watch"),
            rights("meshfuse.dev", "fuses/status", "patch", "update"),
            rights("meshfuse.dev", "servicelevelobjectives/status", "update"),
            rights("", "pods", "list", "watch"),
            rights("", "services", "list", "watch"),
            rights("networking.istio.io", "destinationrules", "list", "watch"),
            rights("events.k8s.io", "events", "create")),
    DISCOVERY("discovery.yaml", rights("", "pods", "list", "watch")),
    DEFAULT_OBJECTIVES(
            "default-objectives.yaml",
            rights("", "namespaces", "list", "watch"),
            rights("", "services", "list", "watch")),
    CALLERS(
            "callers.yaml",
            rights("authentication.k8s.io", "tokenreviews", "create"),
            rights("authorization.k8s.io", "subjectaccessreviews", "create")),
    VIRTUAL_SERVICES(
            "virtual-services.yaml",
            rights("networking.istio.io", "virtualservices", "get", "patch"),
            rights("argoproj.io", "rollouts", "list")),
    GATEWAY_API(
            "gateway-api.yaml",
            rights("gateway.networking.k8s.io", "httproutes", "get", "patch"),
            rights("gateway.networking.k8s.io", "grpcroutes", "get", "patch"),
            rights("argoproj.io", "rollouts", "list")),
    ARGO_ROLLOUTS(
            "argo-rollouts.yaml",
            rights("argoproj.io", "rollouts", "get", "patch"),
            rights("argoproj.io", "rollouts/status", "patch")),
    FLAGGER(
            "flagger.yaml",
            rights("flagger.app", "canaries", "get", "patch"),
            rights("networking.istio.io", "virtualservices", "get", "patch"),
            rights("gateway.networking.k8s.io", "httproutes", "get", "patch"));

    private static final String FOLDER = "kubernetes/rbac/";

    private final String file;

    @SuppressWarnings("ImmutableEnumChecker") // Stream.toList makes a list that nobody can change
    private final List<Permission> permissions;

    /** The verbs of one kind, or of a subresource of it. */
    private record Rule(String group, String resource, List<String> verbs) {
        Stream<Permission> permissions() {
            return verbs.stream().map(verb -> new Permission(verb, group, resource));
        }
    }

    RoleFile(String file, Rule... rules) {
        this.file = file;
        this.permissions = Stream.of(rules).flatMap(Rule::permissions).toList();
    }

    private static Rule rights(String group, String resource, String... verbs) {
        return new Rule(group, resource, List.of(verbs));
    }

    /** Where it is, from the root of the repository. */
    public String path() {
        return FOLDER + file;
    }

    /** What it grants. */
    public List<Permission> permissions() {
        return permissions;
    }

    /** Those of its permissions that concern one kind and its subresources. */
    public List<Permission> of(String plural) {
        return permissions.stream().filter(one -> one.plural().equals(plural)).toList();
    }

    /** The files that grant a permission, for people; empty when none does. */
    static String thatGrant(Permission permission) {
        return Arrays.stream(values())
                .filter(file -> file.permissions.contains(permission))
                .map(RoleFile::path)
                .collect(Collectors.joining(" or "));
    }
}
