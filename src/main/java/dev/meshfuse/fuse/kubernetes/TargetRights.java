package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the account may do to a fuse's target what the fuse would do. */
final class TargetRights {
    private final Rights rights;
    private final TargetObjects objects;
    private final Mode upperBound;

    /**
     * @param upperBound the most that any fuse may do
     */
    TargetRights(Rights rights, TargetObjects objects, Mode upperBound) {
        this.rights = rights;
        this.objects = objects;
        this.upperBound = upperBound;
    }

    /** What is missing, for people; empty when nothing is. */
    Optional<String> missing(Fuse fuse) {
        Optional<ApiKind> kind = ApiKind.of(fuse.target().group(), fuse.target().kind());
        if (kind.isEmpty() || objects.version(kind.get()).isEmpty()) {
            return Optional.empty(); // there is nothing to have a right to
        }
        boolean acts = upperBound == Mode.Enforce && fuse.mode() == Mode.Enforce;
        RoleFile file = file(kind.get());
        List<Permission> missing =
                rights.missing(
                        wanted(kind.get(), file)
                                .filter(one -> acts || !one.verb().equals("patch"))
                                .toList(),
                        fuse.id().namespace());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "This program's account may not %s in namespace %s; %s grants it."
                                .formatted(
                                        missing.stream()
                                                .map(Permission::text)
                                                .collect(Collectors.joining(", ")),
                                        fuse.id().namespace(),
                                        file.path()));
    }

    private static RoleFile file(ApiKind kind) {
        return switch (kind) {
            case VIRTUAL_SERVICE -> RoleFile.VIRTUAL_SERVICES;
            case HTTP_ROUTE, GRPC_ROUTE -> RoleFile.GATEWAY_API;
            case ROLLOUT -> RoleFile.ARGO_ROLLOUTS;
            case CANARY -> RoleFile.FLAGGER;
        };
    }

    /** The target's own kind, and of the other kinds of its file those that are served. */
    private Stream<Permission> wanted(ApiKind kind, RoleFile file) {
        List<ApiKind> concerned = new ArrayList<>(List.of(kind));
        switch (kind) {
            case VIRTUAL_SERVICE, HTTP_ROUTE, GRPC_ROUTE -> concerned.add(ApiKind.ROLLOUT);
            case ROLLOUT -> {}
            case CANARY -> concerned.addAll(List.of(ApiKind.VIRTUAL_SERVICE, ApiKind.HTTP_ROUTE));
        }
        return concerned.stream()
                .filter(one -> objects.version(one).isPresent())
                .flatMap(one -> file.of(one.plural()).stream());
    }
}
