package dev.meshfuse.demo;

import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.networking.v1.VirtualService;
import java.util.List;

/** The weights of the route that splits. */
record Weights(VirtualService service) {
    List<Integer> values() {
        return destinations().stream().map(HTTPRouteDestination::getWeight).toList();
    }

    private List<HTTPRouteDestination> destinations() {
        return service.getSpec().getHttp().stream()
                .filter(route -> route.getRoute().size() > 1)
                .findFirst()
                .orElseThrow()
                .getRoute();
    }

    @Override
    public String toString() {
        return String.join(
                ", ",
                destinations().stream()
                        .map(d -> d.getDestination().getSubset() + " " + d.getWeight())
                        .toList());
    }
}
