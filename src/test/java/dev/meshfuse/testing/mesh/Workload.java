package dev.meshfuse.testing.mesh;

import org.jspecify.annotations.Nullable;

/**
 * A deployment of a service.
 *
 * @param name the workload's name, {@code cart-v2}
 * @param service the service whose requests it answers; for a gateway its own name
 * @param app the {@code app} label
 * @param version the {@code version} label; null when the pods carry none
 * @param revision the canonical revision, {@code latest} when nothing labels one
 * @param replicas pods at the start
 * @param latency time to answer while healthy
 * @param errorRatio share of answers that fail while healthy, 0.0002 being 0.02 %
 * @param gateway whether it only calls: its proxies then report the source side alone
 */
public record Workload(
        String name,
        String service,
        String app,
        @Nullable String version,
        String revision,
        int replicas,
        Latency latency,
        double errorRatio,
        boolean gateway) {
    /** The canonical revision of a workload whose pods are not labelled with one. */
    static final String UNLABELLED = "latest";

    public Workload {
        if (replicas < 0) {
            throw new IllegalArgumentException(name + ": replicas must not be negative");
        }
        Ratio.check(errorRatio);
    }

    /** A healthy workload whose app label is its service and whose revision is its version. */
    public static Workload of(String name, String service, String version, int replicas) {
        return new Workload(
                name,
                service,
                service,
                version,
                version,
                replicas,
                Latency.millis(12, 80),
                0,
                false);
    }

    /** A gateway made by the Gateway API: it has neither a version nor a revision label. */
    public static Workload gateway(String name, int replicas) {
        return new Workload(
                name, name, name, null, UNLABELLED, replicas, Latency.millis(1, 5), 0, true);
    }

    public Workload withApp(String value) {
        return new Workload(
                name, service, value, version, revision, replicas, latency, errorRatio, gateway);
    }

    /** A canonical revision other than the version, as {@code app.kubernetes.io/version} gives. */
    public Workload withRevision(String value) {
        return new Workload(
                name, service, app, version, value, replicas, latency, errorRatio, gateway);
    }

    /** Pods that carry no version label at all. */
    public Workload withoutVersion() {
        return new Workload(
                name, service, app, null, UNLABELLED, replicas, latency, errorRatio, gateway);
    }

    public Workload withLatency(Latency value) {
        return new Workload(
                name, service, app, version, revision, replicas, value, errorRatio, gateway);
    }

    public Workload withErrorRatio(double value) {
        return new Workload(
                name, service, app, version, revision, replicas, latency, value, gateway);
    }
}
