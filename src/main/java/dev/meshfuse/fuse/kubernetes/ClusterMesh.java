package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.FuseActor;
import dev.meshfuse.fuse.FuseDecision.Observed;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.WeightPlan;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The cluster as fuses see it. A fuse's memory is its object's status. */
public final class ClusterMesh implements FuseActor.Mesh {
    private final FuseObjects fuses;
    private final Definitions.Source definitions;
    private final Mode upperBound;
    private final ObjectMapper mapper;
    private final Targets targets;

    /**
     * Memory of fuses that have no object in the cluster; they can only observe, so nothing is lost
     * with it.
     */
    private final Map<ResourceId, FuseMemory> withoutObject = new ConcurrentHashMap<>();

    /**
     * @param upperBound the most that any fuse may do
     */
    public ClusterMesh(
            KubernetesClient client,
            Definitions.Source definitions,
            Mode upperBound,
            ObjectMapper mapper) {
        this.fuses = new FuseObjects(client);
        this.definitions = definitions;
        this.upperBound = upperBound;
        this.mapper = mapper;
        this.targets = new Targets(client, mapper);
    }

    @Override
    public FuseActor.Session open(ResourceId id) {
        ResolvedFuse fuse = definitions.current().fuses().get(id);
        if (fuse == null) {
            throw new MeshException.Refused(
                    "fuse " + id.local() + " is not defined any more", null);
        }
        return new ClusterSession(fuse, fuses.read(id));
    }

    private final class ClusterSession implements FuseActor.Session {
        private final ResolvedFuse fuse;
        private final Observed observed;
        private @Nullable String resourceVersion;

        ClusterSession(ResolvedFuse fuse, @Nullable GenericKubernetesResource object) {
            this.fuse = fuse;
            ResourceId id = fuse.fuse().id();
            boolean enforce =
                    object != null
                            && upperBound == Mode.Enforce
                            && fuse.fuse().mode() == Mode.Enforce;
            this.resourceVersion =
                    object == null ? null : object.getMetadata().getResourceVersion();
            FuseMemory memory =
                    object == null
                            ? withoutObject.getOrDefault(id, FuseMemory.NEW)
                            : FuseStatus.read(
                                            object.getAdditionalProperties().get("status"), mapper)
                                    .toMemory();
            this.observed =
                    new Observed(
                            fuse,
                            enforce ? Mode.Enforce : Mode.Observe,
                            memory,
                            targets.view(fuse.fuse()));
        }

        @Override
        public Observed observed() {
            return observed;
        }

        @Override
        public void remember(FuseMemory memory) {
            ResourceId id = fuse.fuse().id();
            if (resourceVersion == null) {
                withoutObject.put(id, memory);
                return;
            }
            ObjectNode patch = mapper.createObjectNode();
            patch.putObject("metadata").put("resourceVersion", resourceVersion);
            patch.set("status", mapper.valueToTree(FuseStatus.of(memory)));
            GenericKubernetesResource written = fuses.writeStatus(id, patch);
            resourceVersion = written.getMetadata().getResourceVersion();
        }

        @Override
        public void shift(WeightPlan plan) {
            targets.write(plan);
        }
    }
}
