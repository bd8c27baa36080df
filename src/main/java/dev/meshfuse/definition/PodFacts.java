package dev.meshfuse.definition;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a split needs to know of a pod.
 *
 * @param name name of the pod
 * @param labels its labels
 * @param workload its workload as Istio's telemetry names it
 * @param images images of its containers
 * @param ready whether it takes traffic
 * @param ending whether it is being deleted: it may still answer, but gets nothing new
 */
public record PodFacts(
        String name,
        Map<String, String> labels,
        String workload,
        Set<String> images,
        boolean ready,
        boolean ending) {
    // A CronJob's Job carries the minute it was due; istio/istio pkg/kube/util.go.
    private static final Pattern CRON_JOB = Pattern.compile("(.+)-\\d{8,10}");

    public PodFacts {
        labels = Map.copyOf(labels);
        images = Set.copyOf(images);
    }

    /**
     * The canonical revision as Istio derives it (istio/istio {@code pkg/kube/labels/labels.go}).
     */
    public String revision() {
        String revision = revisionIn(labels);
        return revision == null ? "latest" : revision;
    }

    /** The canonical revision that labels determine, or null when they leave it open. */
    static @Nullable String revisionIn(Map<String, String> labels) {
        String canonical = labels.get("service.istio.io/canonical-revision");
        String app = labels.get("app.kubernetes.io/version");
        return canonical != null ? canonical : app != null ? app : labels.get("version");
    }

    /**
     * The workload of a pod as Istio names it (istio/istio {@code pkg/kube/util.go}): the
     * Deployment or Rollout behind a ReplicaSet, the CronJob behind a Job, else the owner, else the
     * pod itself.
     *
     * @param pod name of the pod
     * @param labels its labels
     * @param ownerKind kind of its controller, null without one
     * @param ownerName name of its controller, null without one
     */
    public static String workloadOf(
            String pod,
            Map<String, String> labels,
            @Nullable String ownerKind,
            @Nullable String ownerName) {
        if (ownerKind == null || ownerName == null) {
            return pod;
        }
        return switch (ownerKind) {
            case "ReplicaSet" -> withoutHash(ownerName, labels);
            case "Job" -> {
                Matcher cron = CRON_JOB.matcher(ownerName);
                yield cron.matches() ? cron.group(1) : ownerName;
            }
            default -> ownerName;
        };
    }

    private static String withoutHash(String owner, Map<String, String> labels) {
        for (String label : SplitResolver.HASH_LABELS) {
            String hash = labels.get(label);
            if (hash != null && owner.endsWith("-" + hash)) {
                return owner.substring(0, owner.length() - hash.length() - 1);
            }
        }
        return owner;
    }
}
