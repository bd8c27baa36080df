package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.Destination;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ServiceHost;
import dev.meshfuse.fuse.SplitRoute;
import dev.meshfuse.fuse.TargetView;
import dev.meshfuse.fuse.WeightPlan;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRoute;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a VirtualService as a fuse sees it, and writes weights into it. */
final class VirtualServices {
    private final KubernetesClient client;
    private final ObjectMapper mapper;

    VirtualServices(KubernetesClient client, ObjectMapper mapper) {
        this.client = client;
        this.mapper = mapper;
    }

    /** The fuse's target as it is now. */
    TargetView view(Fuse fuse) {
        String namespace = fuse.id().namespace();
        String name = "VirtualService/%s/%s".formatted(namespace, fuse.target().name());
        VirtualService found =
                Answers.to(
                        "read " + name,
                        () ->
                                client.resources(VirtualService.class)
                                        .inNamespace(namespace)
                                        .withName(fuse.target().name())
                                        .get());
        if (found == null) {
            return new TargetView.Unusable(name, name + " does not exist");
        }
        return view(found, fuse, name);
    }

    private static TargetView view(VirtualService found, Fuse fuse, String name) {
        List<HTTPRoute> routes =
                found.getSpec() == null || found.getSpec().getHttp() == null
                        ? List.of()
                        : found.getSpec().getHttp();
        List<SplitRoute> splits = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            HTTPRoute route = routes.get(i);
            if (isMeant(route, fuse)) {
                Optional<SplitRoute> split = split(i, route, fuse);
                if (split.isPresent() && route.getRoute().size() > 2) {
                    return new TargetView.Unusable(
                            name,
                            "HTTP route %d of %s has more than the two destinations of the split"
                                    .formatted(i, name));
                }
                split.ifPresent(splits::add);
            }
        }
        return splits.isEmpty()
                ? new TargetView.Unusable(
                        name,
                        "no HTTP route of %s splits between %s and %s"
                                .formatted(name, fuse.stable(), fuse.canary()))
                : new TargetView.Splitting(
                        name,
                        found.getMetadata().getUid(),
                        found.getMetadata().getResourceVersion(),
                        splits);
    }

    private static boolean isMeant(HTTPRoute route, Fuse fuse) {
        return fuse.target().routes().isEmpty()
                || (route.getName() != null && fuse.target().routes().contains(route.getName()));
    }

    private static Optional<SplitRoute> split(int index, HTTPRoute route, Fuse fuse) {
        SplitRoute.Side stable = side(route, fuse.stable(), fuse.id().namespace());
        SplitRoute.Side canary = side(route, fuse.canary(), fuse.id().namespace());
        return stable == null || canary == null
                ? Optional.empty()
                : Optional.of(new SplitRoute(index, route.getName(), stable, canary));
    }

    private static SplitRoute.@Nullable Side side(
            HTTPRoute route, Destination wanted, String namespace) {
        List<HTTPRouteDestination> destinations =
                route.getRoute() == null ? List.of() : route.getRoute();
        for (int i = 0; i < destinations.size(); i++) {
            var destination = destinations.get(i).getDestination();
            if (destination != null
                    && ServiceHost.same(destination.getHost(), wanted.host(), namespace)
                    && Objects.equals(destination.getSubset(), wanted.subset())) {
                return new SplitRoute.Side(
                        i,
                        destination.getHost(),
                        destination.getSubset(),
                        destinations.get(i).getWeight());
            }
        }
        return null;
    }

    /**
     * Writes the weights of a plan as a JSON patch that tests everything it relies on: version of
     * the object, hosts, subsets and old weights. Everything else in the object stays as it is,
     * also what this program does not know.
     */
    void shift(WeightPlan plan, Fuse fuse) {
        String patch = patch(plan).toString();
        Answers.to(
                "write the weights of " + plan.target().name(),
                () ->
                        client.resources(VirtualService.class)
                                .inNamespace(fuse.id().namespace())
                                .withName(fuse.target().name())
                                .patch(PatchContext.of(PatchType.JSON), patch));
    }

    private ArrayNode patch(WeightPlan plan) {
        ArrayNode operations = mapper.createArrayNode();
        operation(operations, "test", "/metadata/uid").put("value", plan.target().uid());
        operation(operations, "test", "/metadata/resourceVersion")
                .put("value", plan.target().resourceVersion());
        for (SplitRoute route : plan.target().routes()) {
            if (route.canary().weight() > 0) {
                test(operations, route, route.stable());
                test(operations, route, route.canary());
            }
        }
        // "add" puts a value whether the member is there or not: stable's weight may have been
        // omitted.
        plan.changes()
                .forEach(change ->
                        operation(operations, "add", change.path()).put("value", change.after()));
        return operations;
    }

    private static void test(ArrayNode operations, SplitRoute route, SplitRoute.Side side) {
        String path = "/spec/http/%d/route/%d".formatted(route.index(), side.index());
        operation(operations, "test", path + "/destination/host").put("value", side.host());
        if (side.subset() != null) {
            operation(operations, "test", path + "/destination/subset").put("value", side.subset());
        }
        if (side.writtenWeight() != null) {
            operation(operations, "test", path + "/weight").put("value", side.writtenWeight());
        }
    }

    private static ObjectNode operation(ArrayNode operations, String op, String path) {
        return operations.addObject().put("op", op).put("path", path);
    }
}
