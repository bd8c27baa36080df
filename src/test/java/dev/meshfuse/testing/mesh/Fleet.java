package dev.meshfuse.testing.mesh;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A workload's pods and what is wrong with them. Changed under the mesh's lock only. */
final class Fleet {
    private final Workload workload;
    private final Peer peer;
    private final List<SimulatedPod> pods = new CopyOnWriteArrayList<>();
    private List<Fault> faults = List.of();
    private int release;

    Fleet(Workload workload, Peer peer) {
        this.workload = workload;
        this.peer = peer;
    }

    Workload workload() {
        return workload;
    }

    Peer peer() {
        return peer;
    }

    List<SimulatedPod> pods() {
        return pods;
    }

    List<Fault> faults() {
        return faults;
    }

    void faults(List<Fault> value) {
        faults = List.copyOf(value);
    }

    /** How often its pods' template was changed. */
    int release() {
        return release;
    }

    void nextRelease() {
        release++;
    }

    /** One of the ready pods; null when there is none. */
    @Nullable SimulatedPod pick(RandomGenerator random) {
        int ready = 0;
        for (SimulatedPod pod : pods) {
            ready += pod.ready() ? 1 : 0;
        }
        if (ready == 0) {
            return null;
        }
        int chosen = random.nextInt(ready);
        for (SimulatedPod pod : pods) {
            if (pod.ready() && chosen-- == 0) {
                return pod;
            }
        }
        return null;
    }
}
