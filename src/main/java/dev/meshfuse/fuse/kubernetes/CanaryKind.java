package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Flagger's Canary. Flagger writes all of its route anew and takes a weight that somebody else
 * changed for its own progress, so it is suspended before its route is touched (fluxcd/flagger
 * {@code pkg/router/istio.go}, {@code pkg/controller/scheduler.go}).
 */
final class CanaryKind implements TargetKind {
    /** The primary is being replaced by what the canary runs: no side is the good one. */
    private static final Set<String> PROMOTION = Set.of("Promoting", "Finalising");

    private final TargetObjects objects;

    CanaryKind(TargetObjects objects) {
        this.objects = objects;
    }

    @Override
    public TargetView view(ReadObject object, Fuse fuse) {
        Ownership ownership =
                Ownership.by(
                        "Flagger",
                        "Flagger writes the weights for %s and is suspended before they are touched."
                                .formatted(object.name()));
        String phase = object.at("/status/phase").asText("");
        if (PROMOTION.contains(phase)) {
            return new TargetView.Unusable(
                    object.name(),
                    "Promoting",
                    "%s is in phase %s: what is stable is being replaced"
                            .formatted(object.name(), phase),
                    ownership);
        }
        List<ReadObject> routes = routes(object);
        if (routes.size() != 1) {
            return new TargetView.Unusable(
                    object.name(),
                    routes.isEmpty() ? "NoSplit" : "Ambiguous",
                    "Flagger has made %s for %s"
                            .formatted(
                                    routes.isEmpty()
                                            ? "no VirtualService and no HTTPRoute named "
                                                    + apex(object)
                                            : "several routes named " + apex(object),
                                    object.name()),
                    ownership);
        }
        return switch (split(routes.getFirst(), fuse, ownership)) {
            case RouteTarget route -> new CanaryTarget(object, route);
            case TargetView.Splitting other -> other;
            case TargetView.Unusable unusable ->
                    new TargetView.Unusable(
                            object.name(), unusable.word(), unusable.reason(), ownership);
        };
    }

    private TargetView split(ReadObject route, Fuse fuse, Ownership ownership) {
        return route.kind() == ApiKind.VIRTUAL_SERVICE
                ? VirtualServiceKind.owned(route, fuse, ownership)
                : GatewayRouteKind.owned(route, fuse, ownership);
    }

    /** The service that users call; its routes have its name. */
    private static String apex(ReadObject canary) {
        String name = canary.at("/spec/service/name").asText("");
        return name.isEmpty() ? canary.at("/spec/targetRef/name").asText("") : name;
    }

    private List<ReadObject> routes(ReadObject canary) {
        List<ReadObject> found = new ArrayList<>();
        for (ApiKind kind : List.of(ApiKind.VIRTUAL_SERVICE, ApiKind.HTTP_ROUTE)) {
            Optional<ReadObject> route = objects.get(kind, canary.namespace(), apex(canary));
            route.filter(one -> isOf(canary, one)).ifPresent(found::add);
        }
        return found;
    }

    private static boolean isOf(ReadObject canary, ReadObject route) {
        for (JsonNode owner : route.at("/metadata/ownerReferences")) {
            if (owner.path("uid").asText().equals(canary.uid())) {
                return true;
            }
        }
        return false;
    }
}
