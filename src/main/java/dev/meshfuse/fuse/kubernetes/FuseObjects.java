package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.ResourceId;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of fuses, as a fuse's memory and conditions are written into them. */
final class FuseObjects {
    private static final ResourceDefinitionContext FUSES =
            new ResourceDefinitionContext.Builder()
                    .withGroup("meshfuse.dev")
                    .withVersion("v1alpha1")
                    .withKind("Fuse")
                    .withPlural("fuses")
                    .withNamespaced(true)
                    .build();

    private final KubernetesClient client;

    FuseObjects(KubernetesClient client) {
        this.client = client;
    }

    /** A fuse's object as it is now; null when it is defined elsewhere. */
    @Nullable GenericKubernetesResource read(ResourceId id) {
        return Answers.to("read fuse " + id.local(), () -> object(id).get());
    }

    /** Merges into the status of a fuse's object, if it has the version that the patch names. */
    GenericKubernetesResource writeStatus(ResourceId id, ObjectNode patch) {
        return writeStatus(id, patch, new PatchContext.Builder());
    }

    /** Would do so, and changes nothing. */
    void tryStatus(ResourceId id, ObjectNode patch) {
        writeStatus(id, patch, new PatchContext.Builder().withDryRun(List.of("All")));
    }

    private GenericKubernetesResource writeStatus(
            ResourceId id, ObjectNode patch, PatchContext.Builder how) {
        PatchContext merge = how.withPatchType(PatchType.JSON_MERGE).build();
        return Answers.to(
                "write the status of fuse " + id.local(),
                () -> object(id).subresource("status").patch(merge, patch.toString()));
    }

    private Resource<GenericKubernetesResource> object(ResourceId id) {
        return client.genericKubernetesResources(FUSES)
                .inNamespace(id.namespace())
                .withName(id.name());
    }
}
