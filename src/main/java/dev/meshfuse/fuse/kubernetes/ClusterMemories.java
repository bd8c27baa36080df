package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.MeshException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** What fuses remember, for whoever asks, whichever replica answers for them. */
public final class ClusterMemories {
    private final FuseObjects fuses;
    private final ObjectMapper mapper;

    public ClusterMemories(KubernetesClient client, ObjectMapper mapper) {
        this.fuses = new FuseObjects(client);
        this.mapper = mapper;
    }

    /**
     * What a fuse remembers now; empty when it has no object, and so does nothing.
     *
     * @throws MeshException when it cannot be read
     */
    public Optional<FuseMemory> read(ResourceId fuse) {
        return Optional.ofNullable(fuses.read(fuse))
                .map(object ->
                        FuseStatus.read(object.getAdditionalProperties().get("status"), mapper)
                                .toMemory());
    }
}
