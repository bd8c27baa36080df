package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** The targets of fuses in the cluster. */
final class Targets {
    private final TargetObjects objects;
    private final TargetKind virtualServices;
    private final TargetKind gatewayRoutes;
    private final TargetKind rollouts = new RolloutKind();
    private final TargetKind canaries;

    Targets(KubernetesClient client, ObjectMapper mapper) {
        this.objects = new TargetObjects(client, mapper);
        Owners owners = new Owners(objects);
        this.virtualServices = new VirtualServiceKind(objects, owners);
        this.gatewayRoutes = new GatewayRouteKind(owners);
        this.canaries = new CanaryKind(objects);
    }

    /** The fuse's target as it is now. */
    TargetView view(Fuse fuse) {
        String namespace = fuse.id().namespace();
        ApiKind kind =
                ApiKind.of(fuse.target().group(), fuse.target().kind())
                        .orElseThrow(
                                () -> new IllegalStateException("no target: " + fuse.target()));
        String name = kind.name(namespace, fuse.target().name());
        if (objects.version(kind).isEmpty()) {
            return new TargetView.Unusable(
                    name,
                    "NotServed",
                    "the API server has no kind %s of group %s in a version that is known here (%s)"
                            .formatted(
                                    kind.kind(), kind.group(), String.join(", ", kind.versions())));
        }
        Optional<ReadObject> found = objects.get(kind, namespace, fuse.target().name());
        return found.isEmpty()
                ? new TargetView.Unusable(name, "NotFound", name + " does not exist")
                : reader(kind).view(found.get(), fuse);
    }

    private TargetKind reader(ApiKind kind) {
        return switch (kind) {
            case VIRTUAL_SERVICE -> virtualServices;
            case HTTP_ROUTE, GRPC_ROUTE -> gatewayRoutes;
            case ROLLOUT -> rollouts;
            case CANARY -> canaries;
        };
    }

    /** Makes the writes of a plan, one after the other. */
    void write(WeightPlan plan) {
        plan.writes().forEach(objects::write);
    }
}
