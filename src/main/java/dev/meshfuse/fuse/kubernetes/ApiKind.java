package dev.meshfuse.fuse.kubernetes;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of objects that divide traffic, with the versions whose shape is known, newest first.
 */
enum ApiKind {
    VIRTUAL_SERVICE(
            "networking.istio.io", "VirtualService", "virtualservices", "v1,v1beta1,v1alpha3"),
    HTTP_ROUTE("gateway.networking.k8s.io", "HTTPRoute", "httproutes", "v1"),
    GRPC_ROUTE("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes", "v1"),
    ROLLOUT("argoproj.io", "Rollout", "rollouts", "v1alpha1"),
    CANARY("flagger.app", "Canary", "canaries", "v1beta1");

    private final String group;
    private final String kind;
    private final String plural;
    private final String versions;

    ApiKind(String group, String kind, String plural, String versions) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.versions = versions;
    }

    String group() {
        return group;
    }

    String kind() {
        return kind;
    }

    String plural() {
        return plural;
    }

    List<String> versions() {
        return List.of(versions.split(",", -1));
    }

    /** An object of this kind, as it is called everywhere. */
    String name(String namespace, String name) {
        return "%s/%s/%s".formatted(kind, namespace, name);
    }

    static Optional<ApiKind> of(String group, String kind) {
        return Arrays.stream(values())
                .filter(one -> one.group.equals(group) && one.kind.equals(kind))
                .findFirst();
    }
}
