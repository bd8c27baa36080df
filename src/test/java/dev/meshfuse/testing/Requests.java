package dev.meshfuse.testing;

import dev.meshfuse.scrape.RequestLabels;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.Increment;
import java.util.Set;

/**
 * Labels of requests, written as what differs from a plain one: a good HTTP request from web to
 * cart's stable side, reported by the caller.
 */
public record Requests(RequestLabels labels) {
    /** The plain one. */
    public static Requests toCart() {
        return new Requests(
                new RequestLabels(
                        "source",
                        "web",
                        "shop",
                        "cart.shop.svc.cluster.local",
                        "cart",
                        "shop",
                        "cart-v1",
                        "shop",
                        "v1",
                        "http",
                        "200",
                        "",
                        "-"));
    }

    /** The plain one, to cart's canary side. */
    public static Requests toCanary() {
        return toCart().to("cart-v2", "v2");
    }

    /** The way they take. */
    public Edge edge() {
        return Edge.of(labels);
    }

    /** So many of them. */
    public Increment times(long count) {
        return Increment.of(labels, count, null);
    }

    public Requests reporter(String reporter) {
        RequestLabels l = labels;
        return with(reporter, l.sourceWorkload(), l.workload(), l.revision(), l.responseCode());
    }

    public Requests caller(String workload) {
        RequestLabels l = labels;
        return with(l.reporter(), workload, l.workload(), l.revision(), l.responseCode());
    }

    public Requests to(String workload, String revision) {
        RequestLabels l = labels;
        return with(l.reporter(), l.sourceWorkload(), workload, revision, l.responseCode());
    }

    public Requests code(String code) {
        RequestLabels l = labels;
        return with(l.reporter(), l.sourceWorkload(), l.workload(), l.revision(), code);
    }

    public Requests service(String name, String namespace) {
        return outcome(name, namespace, labels.protocol(), labels.grpcStatus(), labels.flags());
    }

    public Requests grpc(String status) {
        RequestLabels l = labels;
        return outcome(l.serviceName(), l.serviceNamespace(), "grpc", status, l.flags());
    }

    public Requests flags(String flags) {
        RequestLabels l = labels;
        return outcome(l.serviceName(), l.serviceNamespace(), l.protocol(), l.grpcStatus(), flags);
    }

    /** Their labels lack these names. */
    public Requests without(String... names) {
        RequestLabels l = labels;
        return new Requests(
                new RequestLabels(
                        l.reporter(),
                        l.sourceWorkload(),
                        l.sourceNamespace(),
                        l.service(),
                        l.serviceName(),
                        l.serviceNamespace(),
                        l.workload(),
                        l.workloadNamespace(),
                        l.revision(),
                        l.protocol(),
                        l.responseCode(),
                        l.grpcStatus(),
                        l.flags(),
                        Set.of(names)));
    }

    private Requests with(
            String reporter, String caller, String workload, String revision, String code) {
        RequestLabels l = labels;
        return new Requests(
                new RequestLabels(
                        reporter,
                        caller,
                        l.sourceNamespace(),
                        l.service(),
                        l.serviceName(),
                        l.serviceNamespace(),
                        workload,
                        l.workloadNamespace(),
                        revision,
                        l.protocol(),
                        code,
                        l.grpcStatus(),
                        l.flags()));
    }

    private Requests outcome(
            String name, String namespace, String protocol, String grpcStatus, String flags) {
        RequestLabels l = labels;
        return new Requests(
                new RequestLabels(
                        l.reporter(),
                        l.sourceWorkload(),
                        l.sourceNamespace(),
                        l.service(),
                        name,
                        namespace,
                        l.workload(),
                        l.workloadNamespace(),
                        l.revision(),
                        protocol,
                        l.responseCode(),
                        grpcStatus,
                        flags));
    }
}
