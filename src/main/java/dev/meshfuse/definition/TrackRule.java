package dev.meshfuse.definition;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How telemetry tells the two sides of a split apart: by whatever really differs between them. */
public sealed interface TrackRule {
    /** Istio's label value where the destination of a request was not known. */
    String UNKNOWN = "unknown";

    /**
     * What one report says of the side a request went to.
     *
     * @param service name of the destination service
     * @param workload {@code destination_workload}
     * @param revision {@code destination_canonical_revision}
     * @param atDestination whether the server's own proxy reports it
     * @param answered whether the server answered; if not, the reporting proxy made up the answer
     *     in its place
     * @param pod the pod whose proxy reports it, {@code namespace/name}, or null where that is not
     *     known
     */
    record Seen(
            String service,
            String workload,
            String revision,
            boolean atDestination,
            boolean answered,
            @Nullable String pod) {
        /** Whether the destination is named; a label that was taken away is empty. */
        private boolean isNamed(String label) {
            return !label.isEmpty() && !label.equals(UNKNOWN);
        }

        private boolean namesWorkload() {
            return isNamed(workload);
        }

        private boolean namesRevision() {
            return isNamed(revision);
        }
    }

    /** The side a request went to. */
    Track trackOf(Seen seen);

    /** One word for programs, such as {@code CanonicalRevision}. */
    String word();

    /**
     * One sentence for people: what tells the sides apart. Evidence is bound to it, so it is the
     * same as long as the sides are.
     */
    String describe();

    /** Whether only the reports of the sides' own proxies tell the side. */
    default boolean needsDestination() {
        return false;
    }

    /**
     * Whether a proxy that reports the service would show it if the canary were called. Without any
     * such proxy, no traffic means nothing.
     *
     * @param atDestination whether it reports as the server's
     * @param counted whether its report is the one that counts for its edge
     * @param pod its pod, {@code namespace/name}, or null where that is not known
     */
    default boolean wouldShowCanary(boolean atDestination, boolean counted, @Nullable String pod) {
        return !atDestination || counted;
    }

    /**
     * Whether what a proxy reports of the service is counted for its sides, so that a verdict waits
     * for it. The parameters are those of {@link #wouldShowCanary}.
     */
    default boolean tellsOfSides(boolean atDestination, boolean counted, @Nullable String pod) {
        return !atDestination || counted;
    }

    /** The sides are two services. */
    record ByService(String stable, String canary) implements TrackRule {
        @Override
        public Track trackOf(Seen seen) {
            if (seen.service().equals(stable)) {
                return Track.STABLE;
            }
            if (seen.service().equals(canary)) {
                return Track.CANARY;
            }
            return seen.namesWorkload() ? Track.OTHER : Track.UNATTRIBUTED;
        }

        @Override
        public String word() {
            return "DestinationService";
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
        public Track trackOf(Seen seen) {
            // Without a known workload the revision is a fall-back, "latest" at a sidecar and
            // "unknown" at a waypoint, and says nothing about the side.
            return seen.namesWorkload() && seen.namesRevision()
                    ? side(seen.revision(), stable, canary)
                    : Track.UNATTRIBUTED;
        }

        @Override
        public String word() {
            return "CanonicalRevision";
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
        public Track trackOf(Seen seen) {
            return seen.namesWorkload()
                    ? side(seen.workload(), stable, canary)
                    : Track.UNATTRIBUTED;
        }

        @Override
        public String word() {
            return "Workload";
        }

        @Override
        public String describe() {
            return "workload: stable %s, canary %s".formatted(sorted(stable), sorted(canary));
        }
    }

    /**
     * The sides share revision and workload, as those of an Argo Rollout do: only the pods' own
     * proxies tell the side. What a caller's proxy reports belongs to no side: where a pod
     * answered, its own proxy counts the request; where none did, nobody else does.
     *
     * @param stable pods of the stable side, {@code namespace/name}
     * @param canary pods of the canary; none while it has none
     * @param stableLabels what selects the stable side
     * @param canaryLabels what selects the canary
     */
    record ByPods(Set<String> stable, Set<String> canary, String stableLabels, String canaryLabels)
            implements TrackRule {
        public ByPods {
            stable = Set.copyOf(stable);
            canary = Set.copyOf(canary);
        }

        @Override
        public Track trackOf(Seen seen) {
            if (!seen.atDestination()) {
                return seen.answered() ? Track.OTHER : Track.UNATTRIBUTED;
            }
            return seen.pod() == null ? Track.UNATTRIBUTED : side(seen.pod(), stable, canary);
        }

        @Override
        public String word() {
            return "Pods";
        }

        /** Names what selects the pods and not the pods, which come and go. */
        @Override
        public String describe() {
            return "pods: stable %s, canary %s, by what their own proxies report"
                    .formatted(stableLabels, canaryLabels);
        }

        @Override
        public boolean needsDestination() {
            return true;
        }

        /** A canary without pods can show nothing; that stable is read then shows that we see. */
        @Override
        public boolean wouldShowCanary(
                boolean atDestination, boolean counted, @Nullable String pod) {
            return atDestination
                    && pod != null
                    && (canary.isEmpty() ? stable : canary).contains(pod);
        }

        @Override
        public boolean tellsOfSides(boolean atDestination, boolean counted, @Nullable String pod) {
            return atDestination && pod != null && (stable.contains(pod) || canary.contains(pod));
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
