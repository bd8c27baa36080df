package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the server serves, as clients ask for it before anything else. */
final class Discovery {
    private static final List<String> VERBS =
            List.of(
                    "create",
                    "delete",
                    "deletecollection",
                    "get",
                    "list",
                    "patch",
                    "update",
                    "watch");

    /** Reviews are answered, not stored, so they are no kinds of the catalogue. */
    private static final Map<String, Map<String, String>> REVIEWS =
            Map.of(
                    "authentication.k8s.io/v1",
                    Map.of("tokenreviews", "TokenReview"),
                    "authorization.k8s.io/v1",
                    Map.of(
                            "subjectaccessreviews", "SubjectAccessReview",
                            "selfsubjectaccessreviews", "SelfSubjectAccessReview"));

    private final Catalogue catalogue;

    Discovery(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * The document at a path, without leading and trailing slash; empty when it is none of
     * discovery.
     */
    Optional<ObjectNode> document(List<String> path) {
        return switch (path.get(0)) {
            case "version" -> path.size() == 1 ? Optional.of(version()) : Optional.empty();
            case "api" ->
                    switch (path.size()) {
                        case 1 -> Optional.of(coreVersions());
                        case 2 -> resources("", path.get(1));
                        default -> Optional.empty();
                    };
            case "apis" ->
                    switch (path.size()) {
                        case 1 -> Optional.of(groupList());
                        case 2 -> group(path.get(1));
                        case 3 -> resources(path.get(1), path.get(2));
                        default -> Optional.empty();
                    };
            default -> Optional.empty();
        };
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "34")
                .put("gitVersion", "v1.34.0")
                .put("gitCommit", "in-process")
                .put("gitTreeState", "clean")
                .put("buildDate", "2025-08-27T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "none")
                .put("platform", "in-process");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private Map<String, Set<String>> groups() {
        Map<String, Set<String>> groups = new TreeMap<>();
        for (ResourceType type : catalogue.types()) {
            Set<String> versions = groups.computeIfAbsent(type.group(), g -> new LinkedHashSet<>());
            type.versions().forEach(v -> versions.add(v.name()));
        }
        groups.remove("");
        for (String groupVersion : REVIEWS.keySet()) {
            int slash = groupVersion.indexOf('/');
            groups.put(groupVersion.substring(0, slash), Set.of(groupVersion.substring(slash + 1)));
        }
        return groups;
    }

    private ObjectNode groupList() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode all = list.putArray("groups");
        groups().forEach((name, versions) -> all.add(group(name, versions)));
        return list;
    }

    private Optional<ObjectNode> group(String name) {
        return Optional.ofNullable(groups().get(name))
                .map(versions ->
                        group(name, versions).put("kind", "APIGroup").put("apiVersion", "v1"));
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode all = group.putArray("versions");
        for (String version : versions) {
            all.addObject().put("groupVersion", name + "/" + version).put("version", version);
        }
        group.set("preferredVersion", all.path(0).deepCopy());
        return group;
    }

    private Optional<ObjectNode> resources(String group, String version) {
        String groupVersion = group.isEmpty() ? version : group + "/" + version;
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", groupVersion);
        ArrayNode resources = list.putArray("resources");
        catalogue.inVersion(group, version).forEach(t -> add(resources, t, version));
        REVIEWS.getOrDefault(groupVersion, Map.of())
                .forEach((plural, kind) -> addReview(resources, plural, kind));
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static void add(ArrayNode resources, ResourceType type, String version) {
        ObjectNode resource =
                resources
                        .addObject()
                        .put("name", type.plural())
                        .put("singularName", type.singular())
                        .put("namespaced", type.namespaced())
                        .put("kind", type.kind());
        VERBS.forEach(resource.putArray("verbs")::add);
        if (!type.shortNames().isEmpty()) {
            type.shortNames().forEach(resource.putArray("shortNames")::add);
        }
        if (type.version(version).filter(ApiVersion::status).isPresent()) {
            ObjectNode status =
                    resources
                            .addObject()
                            .put("name", type.plural() + "/status")
                            .put("singularName", "")
                            .put("namespaced", type.namespaced())
                            .put("kind", type.kind());
            List.of("get", "patch", "update").forEach(status.putArray("verbs")::add);
        }
    }

    private static void addReview(ArrayNode resources, String plural, String kind) {
        resources
                .addObject()
                .put("name", plural)
                .put("singularName", "")
                .put("namespaced", false)
                .put("kind", kind)
                .putArray("verbs")
                .add("create");
    }
}
