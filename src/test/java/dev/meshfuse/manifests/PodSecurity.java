package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Kubernetes' Pod Security Standard "restricted" (Kubernetes, "Pod Security Standards"), which
 * includes "baseline"; and beyond it what this project wants of every container: a root that cannot
 * be written, and bounds of what it takes.
 */
final class PodSecurity {
    private static final Set<String> VOLUMES =
            Set.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");
    private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
    private static final List<String> HOST = List.of("hostNetwork", "hostPID", "hostIPC");

    private final List<String> faults = new ArrayList<>();

    private PodSecurity() {}

    /** All that is not as it should be in a pod's specification. */
    static List<String> faults(JsonNode pod) {
        PodSecurity rules = new PodSecurity();
        rules.pod(pod);
        Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(list -> Rendering.each(pod.path(list)))
                .forEach(container -> rules.container(container, pod.path("securityContext")));
        return List.copyOf(rules.faults);
    }

    private void pod(JsonNode pod) {
        for (String field : HOST) {
            refuseIf(pod.path(field).asBoolean(), field + " is on");
        }
        JsonNode context = pod.path("securityContext");
        refuseIf(context.has("windowsOptions"), "windowsOptions are set");
        refuseIf(!context.path("sysctls").isEmpty(), "sysctls are set");
        refuseIf(context.has("seLinuxOptions"), "seLinuxOptions are set");
        Rendering.each(pod.path("volumes")).forEach(this::volume);
    }

    private void volume(JsonNode volume) {
        volume.fieldNames()
                .forEachRemaining(field ->
                        refuseIf(
                                !field.equals("name") && !VOLUMES.contains(field),
                                "volume " + volume.path("name").asText() + " is a " + field));
    }

    private void container(JsonNode container, JsonNode ofPod) {
        String name = container.path("name").asText();
        JsonNode own = container.path("securityContext");
        refuseIf(own.path("privileged").asBoolean(), name + " is privileged");
        refuseIf(
                own.path("allowPrivilegeEscalation").asBoolean(true),
                name + " may gain privileges");
        refuseIf(
                Rendering.each(own.at("/capabilities/drop"))
                        .noneMatch(one -> one.asText().equals("ALL")),
                name + " keeps capabilities");
        refuseIf(
                Rendering.each(own.at("/capabilities/add"))
                        .anyMatch(one -> !one.asText().equals("NET_BIND_SERVICE")),
                name + " adds capabilities");
        refuseIf(!either(own, ofPod, "runAsNonRoot").asBoolean(), name + " may run as root");
        refuseIf(either(own, ofPod, "runAsUser").asInt(-1) == 0, name + " runs as root");
        refuseIf(
                !SECCOMP.contains(either(own, ofPod, "seccompProfile").path("type").asText()),
                name + " has no seccomp profile");
        refuseIf(own.has("procMount"), name + " sets procMount");
        refuseIf(own.has("seLinuxOptions"), name + " sets seLinuxOptions");
        Rendering.each(container.path("ports"))
                .forEach(port -> refuseIf(port.has("hostPort"), name + " has a port of the host"));
        beyond(name, container, own);
    }

    private void beyond(String name, JsonNode container, JsonNode own) {
        refuseIf(!own.path("readOnlyRootFilesystem").asBoolean(), name + " may write its root");
        for (String bound : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory", "ephemeral-storage")) {
                refuseIf(
                        !container.path("resources").path(bound).has(resource),
                        "%s has no %s of %s".formatted(name, bound, resource));
            }
        }
    }

    private static JsonNode either(JsonNode own, JsonNode ofPod, String field) {
        return own.has(field) ? own.path(field) : ofPod.path(field);
    }

    private void refuseIf(boolean wrong, String reason) {
        if (wrong) {
            faults.add(reason);
        }
    }
}
