package dev.meshfuse.scrape;

import org.jspecify.annotations.Nullable;

/**
 * Whose series a body shows. A sidecar names itself: as the caller where it reports as source, as
 * the called one where it reports as destination. A body that names another pod's workload, or two,
 * is forged, or was read from the wrong place. Waypoints name nobody.
 */
final class Ownership {
    private static final String UNKNOWN = "unknown";

    private @Nullable String namespace;
    private @Nullable String workload;

    /** Begins with what discovery says of the pod, as far as it says it. */
    Ownership(@Nullable Pod pod) {
        namespace = pod == null ? null : pod.namespace();
        workload = pod == null ? null : pod.workload();
    }

    /** Says what is wrong with a series; null when it fits the pod and all series before. */
    @Nullable String objection(RequestLabels labels) {
        return switch (labels.reporter()) {
            case "source" -> objection(labels.sourceNamespace(), labels.sourceWorkload());
            case "destination" -> objection(labels.workloadNamespace(), labels.workload());
            default -> null;
        };
    }

    private @Nullable String objection(String ofNamespace, String ofWorkload) {
        boolean namespaceTold = isTold(ofNamespace);
        boolean workloadTold = isTold(ofWorkload);
        boolean fits =
                (!namespaceTold || namespace == null || namespace.equals(ofNamespace))
                        && (!workloadTold || workload == null || workload.equals(ofWorkload));
        if (!fits) {
            return "series of %s/%s where %s/%s is read"
                    .formatted(ofNamespace, ofWorkload, orAny(namespace), orAny(workload));
        }
        namespace = namespaceTold ? ofNamespace : namespace;
        workload = workloadTold ? ofWorkload : workload;
        return null;
    }

    private static boolean isTold(String name) {
        return !name.isEmpty() && !name.equals(UNKNOWN);
    }

    private static String orAny(@Nullable String name) {
        return name == null ? "*" : name;
    }
}
