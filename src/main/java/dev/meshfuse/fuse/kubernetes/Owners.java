package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.fuse.Ownership;
import dev.meshfuse.fuse.TargetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out who else writes the weights of a route, before anybody else's work is touched. A
 * controller would undo a change at once, and take it for its own state.
 */
final class Owners {
    /**
     * What was found of one object.
     *
     * @param ownership for people
     * @param refused whether weights written here would be in somebody's way
     */
    record Finding(Ownership ownership, boolean refused) {}

    /** Field managers of controllers, named like their programs. */
    private static final Map<String, String> CONTROLLERS =
            Map.of("rollouts-controller", "Argo Rollouts", "flagger", "Flagger");

    /** What those who apply objects from Git leave on them. */
    private static final Map<String, String> GIT =
            Map.of(
                    "argocd.argoproj.io/tracking-id", "Argo CD application",
                    "argocd.argoproj.io/instance", "Argo CD application",
                    "kustomize.toolkit.fluxcd.io/name", "Flux Kustomization",
                    "helm.toolkit.fluxcd.io/name", "Flux HelmRelease");

    private static final List<String> ROUTES = List.of("f:http", "f:tls", "f:tcp", "f:rules");

    private static final String PLUGIN = "argoproj-labs/gatewayAPI";

    private final TargetObjects objects;

    Owners(TargetObjects objects) {
        this.objects = objects;
    }

    /** The owner of a route. */
    Finding of(ReadObject route) {
        return controller(route)
                .or(() -> rollout(route))
                .or(() -> writer(route))
                .orElseGet(() -> new Finding(git(route), false));
    }

    /** The view of a target whose objects may be written; else why they may not. */
    static TargetView guarded(
            List<Finding> findings, ReadObject root, Function<Ownership, TargetView> view) {
        for (Finding finding : findings) {
            if (finding.refused()) {
                Ownership ownership = finding.ownership();
                return new TargetView.Unusable(
                        root.name(), "OwnedByAnother", ownership.sentence(), ownership);
            }
        }
        return view.apply(
                findings.stream()
                        .map(Finding::ownership)
                        .filter(Ownership::owned)
                        .findFirst()
                        .orElse(Ownership.NOBODY));
    }

    private static Finding refused(String word, String sentence) {
        return new Finding(Ownership.by(word, sentence), true);
    }

    private static Optional<Finding> controller(ReadObject route) {
        for (JsonNode owner : route.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                String kind = owner.path("kind").asText();
                String name = owner.path("name").asText();
                boolean flagger = owner.path("apiVersion").asText().startsWith("flagger.app/");
                return Optional.of(
                        flagger
                                ? refused(
                                        "Flagger",
                                        "%s is written by Flagger for its Canary %s; name that as the fuse's target"
                                                .formatted(route.name(), name))
                                : refused(
                                        "Controller",
                                        "%s is controlled by %s %s (%s), which this program does not know how to act through"
                                                .formatted(
                                                        route.name(),
                                                        kind,
                                                        name,
                                                        owner.path("apiVersion").asText())));
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> rollout(ReadObject route) {
        return objects.list(ApiKind.ROLLOUT, route.namespace()).stream()
                .filter(rollout -> routesOf(rollout).contains(route.kind() + " " + route.id()))
                .findFirst()
                .map(rollout ->
                        refused(
                                "Rollout",
                                "the weights of %s are written for %s; name that as the fuse's target"
                                        .formatted(route.name(), rollout.name())));
    }

    /** The routes that a Rollout shifts, those of its own namespace. */
    private static List<String> routesOf(ReadObject rollout) {
        JsonNode routing = rollout.at("/spec/strategy/canary/trafficRouting");
        List<String> names = new ArrayList<>();
        add(names, ApiKind.VIRTUAL_SERVICE, routing.at("/istio/virtualService/name"), rollout);
        for (JsonNode one : routing.at("/istio/virtualServices")) {
            add(names, ApiKind.VIRTUAL_SERVICE, one.path("name"), rollout);
        }
        JsonNode plugin = routing.path("plugins").path(PLUGIN);
        add(names, ApiKind.HTTP_ROUTE, plugin.path("httpRoute"), rollout);
        add(names, ApiKind.GRPC_ROUTE, plugin.path("grpcRoute"), rollout);
        plugin.path("httpRoutes")
                .forEach(one -> add(names, ApiKind.HTTP_ROUTE, one.path("name"), rollout));
        plugin.path("grpcRoutes")
                .forEach(one -> add(names, ApiKind.GRPC_ROUTE, one.path("name"), rollout));
        return names;
    }

    private static void add(List<String> names, ApiKind kind, JsonNode name, ReadObject rollout) {
        String suffix = "." + rollout.namespace();
        String text = name.asText();
        names.add(
                kind
                        + " "
                        + (text.endsWith(suffix)
                                ? text.substring(0, text.length() - suffix.length())
                                : text));
    }

    /** A controller whose own object is elsewhere, or has another shape than is known here. */
    private static Optional<Finding> writer(ReadObject route) {
        for (JsonNode entry : route.at("/metadata/managedFields")) {
            String program = CONTROLLERS.get(entry.path("manager").asText());
            JsonNode spec = entry.at("/fieldsV1/f:spec");
            if (program != null && ROUTES.stream().anyMatch(spec::has)) {
                return Optional.of(
                        refused(
                                "Controller",
                                "the routes of %s were written by %s, but nothing in namespace %s says for what; name that as the fuse's target, or write the routes anew if it is there no more"
                                        .formatted(route.name(), program, route.namespace())));
            }
        }
        return Optional.empty();
    }

    /** Whoever applies an object from Git may write the weights back, but does not live by them. */
    static Ownership git(ReadObject object) {
        JsonNode metadata = object.at("/metadata");
        for (String part : List.of("annotations", "labels")) {
            for (Map.Entry<String, JsonNode> one : metadata.path(part).properties()) {
                String program = GIT.get(one.getKey());
                if (program != null) {
                    String name = one.getValue().asText().split(":", 2)[0];
                    return Ownership.by(
                            "Git",
                            "%s %s applies %s from Git and may write its own state back, unless it is told to ignore what a fuse changes."
                                    .formatted(program, name, object.name()));
                }
            }
        }
        return Ownership.NOBODY;
    }
}
