package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.fuse.WeightPlan;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads and patches objects that divide traffic, in whichever of their versions the API server has.
 */
final class TargetObjects {
    /** Who is named in an object's {@code managedFields}. */
    static final String FIELD_MANAGER = "meshfuse";

    private final KubernetesClient client;
    private final ObjectMapper mapper;

    /** What discovery has said; forgotten when an object is not found there any more. */
    private final Map<ApiKind, String> versions = new ConcurrentHashMap<>();

    TargetObjects(KubernetesClient client, ObjectMapper mapper) {
        this.client = client;
        this.mapper = mapper;
    }

    /** The newest version of a kind that is served and known here; empty when there is none. */
    Optional<String> version(ApiKind kind) {
        String known = versions.get(kind);
        if (known != null) {
            return Optional.of(known);
        }
        APIGroup group =
                Answers.to(
                        "ask which versions there are of " + kind.group(),
                        () -> client.getApiGroup(kind.group()));
        List<String> served =
                group == null
                        ? List.of()
                        : group.getVersions().stream()
                                .map(GroupVersionForDiscovery::getVersion)
                                .toList();
        Optional<String> found =
                kind.versions().stream()
                        .filter(served::contains)
                        .filter(version -> serves(kind, version))
                        .findFirst();
        found.ifPresent(version -> versions.put(kind, version));
        return found;
    }

    /** The versions of a group need not be those of each of its kinds. */
    private boolean serves(ApiKind kind, String version) {
        APIResourceList resources =
                Answers.to(
                        "ask for the kinds of " + kind.group() + "/" + version,
                        () -> client.getApiResources(kind.group() + "/" + version));
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(kind.plural()));
    }

    /** An object as it is now; empty when there is none, or no such kind. */
    Optional<ReadObject> get(ApiKind kind, String namespace, String name) {
        Optional<GenericKubernetesResource> found =
                version(kind)
                        .map(version ->
                                Answers.to(
                                        "read " + kind.name(namespace, name),
                                        () ->
                                                resource(
                                                                kind.group() + "/" + version,
                                                                kind.kind(),
                                                                namespace,
                                                                name)
                                                        .get()));
        if (found.isEmpty()) {
            versions.remove(kind);
        }
        return found.map(object -> new ReadObject(kind, mapper.valueToTree(object)));
    }

    /** All objects of a kind in a namespace; none when there is no such kind. */
    List<ReadObject> list(ApiKind kind, String namespace) {
        return version(kind)
                .map(version ->
                        Answers.to(
                                "list the objects of kind %s in namespace %s"
                                        .formatted(kind.kind(), namespace),
                                () ->
                                        client.genericKubernetesResources(context(kind, version))
                                                .inNamespace(namespace)
                                                .list()
                                                .getItems()))
                .orElse(List.of())
                .stream()
                .map(object -> new ReadObject(kind, mapper.valueToTree(object)))
                .toList();
    }

    /** Makes one write of a plan. */
    void write(WeightPlan.Write write) {
        write(write, new PatchContext.Builder());
    }

    /** Would do so, and changes nothing. */
    void tryWrite(WeightPlan.Write write) {
        write(write, new PatchContext.Builder().withDryRun(List.of("All")));
    }

    private void write(WeightPlan.Write write, PatchContext.Builder options) {
        PatchContext how =
                options.withPatchType(PatchType.JSON).withFieldManager(FIELD_MANAGER).build();
        Resource<GenericKubernetesResource> object =
                resource(write.apiVersion(), write.kind(), write.namespace(), write.name());
        Answers.to(
                "write the weights of %s/%s/%s"
                        .formatted(write.kind(), write.namespace(), write.name()),
                () ->
                        write.subresource().isEmpty()
                                ? object.patch(how, write.patch())
                                : object.subresource(write.subresource())
                                        .patch(how, write.patch()));
    }

    private Resource<GenericKubernetesResource> resource(
            String apiVersion, String kind, String namespace, String name) {
        String group = apiVersion.substring(0, apiVersion.indexOf('/'));
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        ApiKind known =
                ApiKind.of(group, kind)
                        .orElseThrow(() -> new IllegalArgumentException(apiVersion + " " + kind));
        return client.genericKubernetesResources(context(known, version))
                .inNamespace(namespace)
                .withName(name);
    }

    private static ResourceDefinitionContext context(ApiKind kind, String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(kind.group())
                .withVersion(version)
                .withKind(kind.kind())
                .withPlural(kind.plural())
                .withNamespaced(true)
                .build();
    }
}
