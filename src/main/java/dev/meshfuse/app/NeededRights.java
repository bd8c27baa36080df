package dev.meshfuse.app;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.config.DefinitionConfig;
import dev.meshfuse.fuse.kubernetes.Permission;
import dev.meshfuse.fuse.kubernetes.RightsCheck.Need;
import dev.meshfuse.fuse.kubernetes.RoleFile;
import dev.meshfuse.scrape.http.TelemetryConfig.Discovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which permissions the settings and what is defined now ask for. Those for targets are apart. */
final class NeededRights {
    private static final Set<String> EVERYWHERE = Set.of();

    private static final Set<String> REMEMBERING = Set.of("get fuses", "patch fuses/status");

    private NeededRights() {}

    /** What is needed now. */
    static List<Need> of(MeshfuseConfig config, Definitions definitions) {
        List<Need> needs = new ArrayList<>();
        if (config.definitions().mode() == DefinitionConfig.Mode.KUBERNETES) {
            needs.addAll(definitions());
        }
        if (config.telemetry().discovery() == Discovery.KUBERNETES) {
            needs.add(
                    new Need(
                            RoleFile.DISCOVERY.permissions(),
                            config.telemetry().kubernetes().namespaces().orElse(EVERYWHERE),
                            RoleFile.DISCOVERY,
                            true,
                            "finding the proxies to read"));
        }
        if (config.auth().mode() != MeshfuseConfig.AuthMode.NONE) {
            needs.add(
                    new Need(
                            RoleFile.CALLERS.permissions(),
                            EVERYWHERE,
                            RoleFile.CALLERS,
                            true,
                            "knowing who calls the HTTP interface"));
        }
        needs.addAll(fuses(definitions));
        return needs;
    }

    private static List<Need> definitions() {
        return List.of(
                new Need(
                        base(one ->
                                Set.of("fuses", "servicelevelobjectives").contains(one.resource())
                                        && !one.verb().equals("get")),
                        EVERYWHERE,
                        RoleFile.BASE,
                        true,
                        "reading what is defined"),
                new Need(
                        base(one -> one.verb().equals("update")),
                        EVERYWHERE,
                        RoleFile.BASE,
                        false,
                        "saying in their status whether definitions are in force"),
                new Need(
                        RoleFile.DEFAULT_OBJECTIVES.permissions(),
                        EVERYWHERE,
                        RoleFile.DEFAULT_OBJECTIVES,
                        false,
                        "default objectives of services"));
    }

    /** In the namespaces that have a fuse. */
    private static List<Need> fuses(Definitions definitions) {
        Set<String> all = namespaces(definitions, fuse -> true);
        Set<String> withSubsets =
                namespaces(
                        definitions,
                        fuse -> fuse.stable().subset() != null || fuse.canary().subset() != null);
        List<Need> needs = new ArrayList<>();
        if (!all.isEmpty()) {
            needs.add(
                    new Need(
                            base(one -> REMEMBERING.contains(one.verb() + " " + one.resource())),
                            all,
                            RoleFile.BASE,
                            true,
                            "what a fuse remembers"));
            needs.add(
                    new Need(
                            base(one -> one.group().isEmpty()),
                            all,
                            RoleFile.BASE,
                            true,
                            "the two sides of a fuse"));
            needs.add(
                    new Need(
                            base(one -> one.resource().equals("events")),
                            all,
                            RoleFile.BASE,
                            false,
                            "Kubernetes Events of what fuses do"));
        }
        if (!withSubsets.isEmpty()) {
            needs.add(
                    new Need(
                            base(one -> one.resource().equals("destinationrules")),
                            withSubsets,
                            RoleFile.BASE,
                            true,
                            "the subsets that a fuse names"));
        }
        return needs;
    }

    private static List<Permission> base(Predicate<Permission> which) {
        return RoleFile.BASE.permissions().stream().filter(which).toList();
    }

    private static Set<String> namespaces(Definitions definitions, Predicate<Fuse> which) {
        return definitions.fuses().values().stream()
                .filter(fuse -> which.test(fuse.fuse()))
                .map(fuse -> fuse.fuse().id().namespace())
                .collect(Collectors.toSet());
    }
}
