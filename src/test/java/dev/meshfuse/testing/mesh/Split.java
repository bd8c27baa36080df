package dev.meshfuse.testing.mesh;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * How a service's requests are shared among its workloads. Without weights each pod gets the same,
 * as plain Kubernetes does. Changed under the mesh's lock only.
 */
final class Split {
    private final String service;
    private final Protocol protocol;
    private final List<Fleet> fleets = new ArrayList<>();
    private final Map<Fleet, Integer> weights = new HashMap<>();

    Split(String service, Protocol protocol) {
        this.service = service;
        this.protocol = protocol;
    }

    String service() {
        return service;
    }

    Protocol protocol() {
        return protocol;
    }

    void add(Fleet fleet) {
        fleets.add(fleet);
        weights.put(fleet, fleet.workload().replicas());
    }

    /**
     * Relative weights, whose sum need not be 100; what is left out gets nothing; a single
     * destination takes everything whatever its weight. As a VirtualService does.
     */
    void weigh(Map<String, Integer> byWorkload) {
        Map<Fleet, Integer> next = new HashMap<>();
        long total = 0;
        for (Map.Entry<String, Integer> entry : byWorkload.entrySet()) {
            int weight = byWorkload.size() == 1 ? 1 : entry.getValue();
            if (weight < 0) {
                throw new IllegalArgumentException(entry.getKey() + ": negative weight " + weight);
            }
            next.put(fleet(entry.getKey()), weight);
            total += weight;
        }
        if (total == 0) {
            throw new IllegalArgumentException(service + ": the weights' sum must not be 0");
        }
        weights.clear();
        weights.putAll(next);
    }

    /** The workload of the next request. */
    Fleet pick(RandomGenerator random) {
        int total = 0;
        for (Fleet fleet : fleets) {
            total += weight(fleet);
        }
        int left = total == 0 ? 0 : random.nextInt(total);
        // In the order of declaration: a map's order differs from run to run.
        for (Fleet fleet : fleets) {
            left -= weight(fleet);
            if (left < 0) {
                return fleet;
            }
        }
        return fleets.getFirst();
    }

    private int weight(Fleet fleet) {
        return weights.getOrDefault(fleet, 0);
    }

    private Fleet fleet(String workload) {
        return fleets.stream()
                .filter(fleet -> fleet.workload().name().equals(workload))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(service + " has no workload " + workload));
    }
}
