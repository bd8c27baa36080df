package dev.meshfuse.testing.shop;

import dev.meshfuse.testing.mesh.SimulatedMesh;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestination;
import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What istiod does for real proxies: lets the simulated traffic follow the weights of the cart's
 * VirtualService.
 */
final class WeightFollower implements ResourceEventHandler<VirtualService>, AutoCloseable {
    private static final Map<String, String> WORKLOAD_OF_SUBSET =
            Map.of("v1", Shop.STABLE, "v2", Shop.CANARY);

    private final SimulatedMesh mesh;
    private final SharedIndexInformer<VirtualService> informer;

    WeightFollower(KubernetesClient client, SimulatedMesh mesh) {
        this.mesh = mesh;
        this.informer =
                client.resources(VirtualService.class)
                        .inNamespace(Shop.NAMESPACE)
                        .withName("cart")
                        .inform(this);
    }

    @Override
    public void onAdd(VirtualService service) {
        follow(service);
    }

    @Override
    public void onUpdate(VirtualService before, VirtualService service) {
        follow(service);
    }

    @Override
    public void onDelete(VirtualService service, boolean stateUnknown) {
        // Without a VirtualService requests go to every pod alike; no scenario needs it.
    }

    private void follow(VirtualService service) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (var route : service.getSpec().getHttp()) {
            if (route.getRoute().size() > 1) {
                for (HTTPRouteDestination destination : route.getRoute()) {
                    String workload =
                            WORKLOAD_OF_SUBSET.get(destination.getDestination().getSubset());
                    Integer weight = destination.getWeight();
                    weights.put(String.valueOf(workload), weight == null ? 0 : weight);
                }
            }
        }
        mesh.setWeights("cart", weights);
    }

    @Override
    public void close() {
        informer.close();
    }
}
