package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ServiceHost;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HTTPRoute and GRPCRoute of the Gateway API, which are alike in what concerns a fuse.
 *
 * <p>Weights are relative. An omitted one is 1 (kubernetes-sigs/gateway-api {@code
 * apis/v1/shared_types.go}). The sides are Services of their own.
 */
final class GatewayRouteKind implements TargetKind {
    private final Owners owners;

    GatewayRouteKind(Owners owners) {
        this.owners = owners;
    }

    @Override
    public TargetView view(ReadObject object, Fuse fuse) {
        return Owners.guarded(
                List.of(owners.of(object)), object, ownership -> owned(object, fuse, ownership));
    }

    /** What a route splits, without asking for its owner. */
    static TargetView owned(ReadObject object, Fuse fuse, Ownership ownership) {
        RouteReader reader = new RouteReader(object, fuse);
        reader.add(
                object,
                RouteReader.each(
                        object.tree(), "/spec/rules", (path, rule) -> route(object, path, rule)));
        return reader.view(ownership);
    }

    private static RouteReader.Route route(ReadObject object, String path, JsonNode rule) {
        String name = rule.path("name").asText("");
        return new RouteReader.Route(
                path,
                "rule "
                        + path.substring(path.lastIndexOf('/') + 1)
                        + (name.isEmpty() ? "" : " (" + name + ")"),
                name,
                RouteReader.each(
                        object.tree(),
                        path + "/backendRefs",
                        (at, reference) -> found(object, at, "", reference)),
                mirrors(object, path));
    }

    private static List<RouteReader.Found> mirrors(ReadObject object, String path) {
        List<RouteReader.Found> all =
                new ArrayList<>(
                        RouteReader.each(
                                object.tree(),
                                path + "/filters",
                                (at, filter) ->
                                        found(
                                                object,
                                                at,
                                                "/requestMirror/backendRef",
                                                filter.at("/requestMirror/backendRef"))));
        all.removeIf(mirror -> mirror.side().text().isEmpty());
        return all;
    }

    private static RouteReader.Found found(
            ReadObject object, String path, String inside, JsonNode reference) {
        String name = reference.path("name").asText("");
        SplitRoute.Side side =
                new SplitRoute.Side(
                        path,
                        List.of(
                                path + inside + "/group",
                                path + inside + "/kind",
                                path + inside + "/name",
                                path + inside + "/namespace"),
                        name,
                        reference.path("weight").asInt(1));
        return new RouteReader.Found(side, service(object, reference, name));
    }

    private static Optional<RoutedService> service(
            ReadObject object, JsonNode reference, String name) {
        String namespace = reference.path("namespace").asText(object.namespace());
        String kind =
                reference.path("group").asText("") + "/" + reference.path("kind").asText("Service");
        return switch (kind) {
            case "/Service" ->
                    Optional.of(new RoutedService(new ServiceHost(name, namespace), null, null));
            // What Istio reads beside Services: a host as a VirtualService writes it.
            case "networking.istio.io/Hostname" -> RoutedService.of(name, null, namespace);
            default -> Optional.empty();
        };
    }
}
