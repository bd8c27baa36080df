package dev.meshfuse.testing.mesh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The workloads, services and edges of a mesh, by name. Used under the mesh's lock. */
final class Traffic {
    private final Map<String, Fleet> fleets = new LinkedHashMap<>();
    private final Map<String, Split> splits = new LinkedHashMap<>();
    private final Map<String, Flow> flows = new LinkedHashMap<>();

    Traffic(MeshBuilder description) {
        description.services().forEach((name, speaks) -> splits.put(name, new Split(name, speaks)));
        for (Workload workload : description.workloads()) {
            Peer peer = Peer.of(workload, description.namespace(), description.cluster());
            Fleet fleet = new Fleet(workload, peer);
            fleets.put(workload.name(), fleet);
            split(workload.service()).add(fleet);
        }
    }

    void begin(MeshBuilder description, Journal journal, Timeline timeline) {
        for (Edge edge : description.edges()) {
            // Each edge draws from its own numbers: adding one changes nothing for the others.
            String name = name(edge.caller(), edge.service());
            long seed = description.seed() * 0x9E3779B97F4A7C15L + name.hashCode();
            Flow flow = new Flow(callers(edge), split(edge.service()), journal, timeline, seed);
            flows.put(name, flow);
            flow.rate(edge.requestsPerSecond());
        }
    }

    Fleet fleet(String workload) {
        return found(fleets.get(workload), "workload", workload);
    }

    Split split(String service) {
        return found(splits.get(service), "service", service);
    }

    Flow flow(String caller, String service) {
        String name = name(caller, service);
        return found(flows.get(name), "edge", name);
    }

    List<Fleet> fleets() {
        return new ArrayList<>(fleets.values());
    }

    private static String name(String caller, String service) {
        return caller + " -> " + service;
    }

    private Flow.Callers callers(Edge edge) {
        Fleet fleet = fleets.get(edge.caller());
        if (fleet != null) {
            return fleet::pick;
        }
        Split split = split(edge.caller());
        return (RandomGenerator random) -> split.pick(random).pick(random);
    }

    private static <T> T found(@Nullable T thing, String kind, String name) {
        if (thing == null) {
            throw new IllegalArgumentException("no " + kind + " " + name + " in this mesh");
        }
        return thing;
    }
}
