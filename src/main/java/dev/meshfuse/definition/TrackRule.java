package dev.meshfuse.definition;

import java.util.Set;

/** How telemetry tells the two sides of a split apart: by whatever really differs between them. */
public sealed interface TrackRule {
    /** Istio's label value where the destination of a request was not known. */
    String UNKNOWN = "unknown";

    /**
     * The side a request went to.
     *
     * @param service name of the destination service
     * @param workload {@code destination_workload}
     * @param revision {@code destination_canonical_revision}
     */
    Track trackOf(String service, String workload, String revision);

    /** One sentence for people: what tells the sides apart. */
    String describe();

    /** The sides are two services. */
    record ByService(String stable, String canary) implements TrackRule {
        @Override
        public Track trackOf(String service, String workload, String revision) {
            return service.equals(stable)
                    ? Track.STABLE
                    : service.equals(canary) ? Track.CANARY : Track.OTHER;
        }

        @Override
        public String describe() {
            return "destination service: stable %s, canary %s".formatted(stable, canary);
        }
    }

    /** The sides are pods of one service with different canonical revisions. */
    record ByRevision(Set<String> stable, Set<String> canary) implements TrackRule {
        public ByRevision {
            stable = Set.copyOf(stable);
            canary = Set.copyOf(canary);
        }

        @Override
        public Track trackOf(String service, String workload, String revision) {
            // An unknown workload comes with the fall-back revision "latest", which says nothing
            // about the side.
            return workload.equals(UNKNOWN) ? Track.UNATTRIBUTED : side(revision, stable, canary);
        }

        @Override
        public String describe() {
            return "canonical revision: stable %s, canary %s"
                    .formatted(sorted(stable), sorted(canary));
        }
    }

    /** The sides are different workloads that share a canonical revision. */
    record ByWorkload(Set<String> stable, Set<String> canary) implements TrackRule {
        public ByWorkload {
            stable = Set.copyOf(stable);
            canary = Set.copyOf(canary);
        }

        @Override
        public Track trackOf(String service, String workload, String revision) {
            return workload.equals(UNKNOWN) ? Track.UNATTRIBUTED : side(workload, stable, canary);
        }

        @Override
        public String describe() {
            return "workload: stable %s, canary %s".formatted(sorted(stable), sorted(canary));
        }
    }

    private static Track side(String value, Set<String> stable, Set<String> canary) {
        return stable.contains(value)
                ? Track.STABLE
                : canary.contains(value) ? Track.CANARY : Track.OTHER;
    }

    private static String sorted(Set<String> values) {
        return String.join("+", values.stream().sorted().toList());
    }
}
