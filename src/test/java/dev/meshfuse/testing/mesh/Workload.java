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
 * @param shown how the mesh shows it
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
        boolean gateway,
        Shown shown) {
    /**
     * How the mesh shows a workload.
     *
     * @param workload its name in telemetry, which the states of an Argo Rollout share
     * @param host the service by which it is called
     * @param hashLabel the label of its pods with the hash of their template
     * @param proxied whether its pods have a proxy; if not, nobody reports what they do
     */
    record Shown(String workload, String host, String hashLabel, boolean proxied) {}

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
                false,
                plain(name, service));
    }

    /** A gateway made by the Gateway API: it has neither a version nor a revision label. */
    public static Workload gateway(String name, int replicas) {
        return new Workload(
                name,
                name,
                name,
                null,
                UNLABELLED,
                replicas,
                Latency.millis(1, 5),
                0,
                true,
                plain(name, name));
    }

    private static Shown plain(String name, String service) {
        return new Shown(name, service, "pod-template-hash", true);
    }

    public Workload withApp(String value) {
        return with(value, version, revision, shown);
    }

    /** A canonical revision other than the version, as {@code app.kubernetes.io/version} gives. */
    public Workload withRevision(String value) {
        return with(app, version, value, shown);
    }

    /** Pods that carry no version label at all. */
    public Workload withoutVersion() {
        return with(app, null, UNLABELLED, shown);
    }

    /**
     * One state of an Argo Rollout: in telemetry it has the Rollout's name, and its pods differ
     * from those of other states in the label with their template's hash alone.
     */
    public Workload ofRollout(String rollout) {
        Shown state =
                new Shown(rollout, shown.host(), "rollouts-pod-template-hash", shown.proxied());
        return with(app, version, revision, state);
    }

    /** Called by a host of its own, to which a route of the service leads. */
    public Workload withHost(String host) {
        return with(
                app,
                version,
                revision,
                new Shown(shown.workload(), host, shown.hashLabel(), shown.proxied()));
    }

    /** Pods without a proxy: what they call is reported by its servers alone. */
    public Workload withoutProxy() {
        return with(
                app,
                version,
                revision,
                new Shown(shown.workload(), shown.host(), shown.hashLabel(), false));
    }

    public Workload withLatency(Latency value) {
        return new Workload(
                name, service, app, version, revision, replicas, value, errorRatio, gateway, shown);
    }

    public Workload withErrorRatio(double value) {
        return new Workload(
                name, service, app, version, revision, replicas, latency, value, gateway, shown);
    }

    private Workload with(
            String otherApp, @Nullable String otherVersion, String otherRevision, Shown other) {
        return new Workload(
                name,
                service,
                otherApp,
                otherVersion,
                otherRevision,
                replicas,
                latency,
                errorRatio,
                gateway,
                other);
    }
}
