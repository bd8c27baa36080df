package dev.meshfuse.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the objects of an installation say of each other, and whether it is so. */
final class References {
    /**
     * Operators make these from objects of theirs; the first is made by hand or by cert-manager.
     */
    private static final String TLS = "meshfuse-tls";

    private final List<String> faults = new ArrayList<>();
    private final Rendering rendering;

    private References(Rendering rendering) {
        this.rendering = rendering;
    }

    /** All that leads nowhere. */
    static List<String> faults(Rendering rendering) {
        References references = new References(rendering);
        rendering.objects("StatefulSet").forEach(references::workload);
        rendering.objects("Service").forEach(references::service);
        rendering.objects("PodDisruptionBudget").forEach(references::disruptionBudget);
        rendering.objects("NetworkPolicy").forEach(references::networkPolicy);
        rendering.objects("ServiceMonitor").forEach(references::serviceMonitor);
        rendering.objects("ClusterRoleBinding").forEach(references::binding);
        return List.copyOf(references.faults);
    }

    private void workload(JsonNode workload) {
        String name = Rendering.nameOf(workload);
        JsonNode pod = Rendering.pod(workload);
        JsonNode labels = workload.at("/spec/template/metadata/labels");
        refuseUnless(
                selects(workload.at("/spec/selector/matchLabels"), labels),
                name + ": its selector does not select its pods");
        refuseUnless(
                names("Service").contains(workload.at("/spec/serviceName").asText()),
                name + ": no such Service as serviceName says");
        Rendering.each(pod.path("topologySpreadConstraints"))
                .forEach(one ->
                        refuseUnless(
                                selects(one.at("/labelSelector/matchLabels"), labels),
                                name + ": is spread by labels it does not have"));
        String account = pod.path("serviceAccountName").asText("");
        refuseUnless(
                account.isEmpty()
                        ? !pod.path("automountServiceAccountToken").asBoolean(true)
                        : names("ServiceAccount").contains(account),
                name + ": no such account as '" + account + "', or a token of the default one");
        Set<String> volumes = volumes(workload, pod);
        Rendering.each(pod.path("containers"))
                .forEach(container -> container(name, container, volumes));
    }

    private Set<String> volumes(JsonNode workload, JsonNode pod) {
        Set<String> names = new HashSet<>();
        Rendering.each(pod.path("volumes"))
                .forEach(volume -> {
                    names.add(volume.path("name").asText());
                    if (volume.has("configMap")) {
                        configMap(volume.at("/configMap/name").asText());
                    }
                    if (volume.has("secret")) {
                        secret(volume.at("/secret/secretName").asText());
                    }
                });
        Rendering.each(workload.at("/spec/volumeClaimTemplates"))
                .forEach(claim -> names.add(Rendering.nameOf(claim)));
        return names;
    }

    private void container(String of, JsonNode container, Set<String> volumes) {
        Rendering.each(container.path("volumeMounts"))
                .map(mount -> mount.path("name").asText())
                .forEach(volume ->
                        refuseUnless(volumes.contains(volume), of + ": no volume " + volume));
        Set<String> earlier = new HashSet<>();
        Rendering.each(container.path("env"))
                .forEach(variable -> {
                    java.util.regex.Pattern.compile("\\$\\(([^)]+)\\)")
                            .matcher(variable.path("value").asText())
                            .results()
                            .map(found -> found.group(1))
                            .forEach(used ->
                                    refuseUnless(
                                            earlier.contains(used),
                                            of + ": $(" + used + ") is not set before"));
                    earlier.add(variable.path("name").asText());
                    if (variable.at("/valueFrom/secretKeyRef").isObject()) {
                        secret(variable.at("/valueFrom/secretKeyRef/name").asText());
                    }
                    if (variable.at("/valueFrom/configMapKeyRef").isObject()) {
                        configMap(variable.at("/valueFrom/configMapKeyRef/name").asText());
                    }
                });
        Set<String> ports = new HashSet<>();
        Rendering.each(container.path("ports"))
                .forEach(port -> ports.add(port.path("name").asText()));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode asked = container.path(probe);
            String port =
                    asked.at("/httpGet/port").asText(asked.at("/tcpSocket/port").asText("none"));
            refuseUnless(ports.contains(port), "%s: %s asks port %s".formatted(of, probe, port));
        }
    }

    private void configMap(String name) {
        refuseUnless(names("ConfigMap").contains(name), "no ConfigMap " + name);
    }

    private void secret(String name) {
        Stream<String> made =
                Stream.of(
                                rendering.objects("Certificate").stream()
                                        .map(one -> one.at("/spec/secretName").asText()),
                                rendering.objects("KafkaUser").stream().map(Rendering::nameOf),
                                rendering.objects("Kafka").stream()
                                        .map(one -> Rendering.nameOf(one) + "-cluster-ca-cert"),
                                Stream.of(TLS))
                        .flatMap(names -> names);
        refuseUnless(made.toList().contains(name), "nothing makes the Secret " + name);
    }

    private void service(JsonNode service) {
        String name = Rendering.nameOf(service);
        List<JsonNode> pods = pods(service.at("/spec/selector"));
        refuseUnless(pods.size() == 1, name + ": has " + pods.size() + " workloads behind it");
        pods.forEach(workload -> {
            List<String> ports = portNames(workload);
            Rendering.each(service.at("/spec/ports"))
                    .map(port -> port.path("targetPort").asText())
                    .forEach(
                            port -> refuseUnless(ports.contains(port), name + ": no port " + port));
        });
    }

    private void disruptionBudget(JsonNode budget) {
        refuseUnless(
                pods(budget.at("/spec/selector/matchLabels")).size() == 1,
                Rendering.nameOf(budget) + ": budget for no pods");
    }

    private void networkPolicy(JsonNode policy) {
        String name = Rendering.nameOf(policy);
        List<JsonNode> pods = pods(policy.at("/spec/podSelector/matchLabels"));
        refuseUnless(pods.size() == 1, name + ": policy for no pods");
        pods.forEach(workload -> {
            List<Integer> ports =
                    Rendering.each(Rendering.pod(workload).path("containers"))
                            .flatMap(one -> Rendering.each(one.path("ports")))
                            .map(port -> port.path("containerPort").asInt())
                            .toList();
            Rendering.each(policy.at("/spec/ingress"))
                    .flatMap(rule -> Rendering.each(rule.path("ports")))
                    .map(port -> port.path("port").asInt())
                    .forEach(port ->
                            refuseUnless(ports.contains(port), name + ": lets in to port " + port));
        });
        Stream.of("ingress", "egress")
                .flatMap(way -> Rendering.each(policy.path("spec").path(way)))
                .flatMap(rule -> Stream.of(rule.path("from"), rule.path("to")))
                .flatMap(Rendering::each)
                .map(peer -> peer.at("/podSelector/matchLabels"))
                .filter(JsonNode::isObject)
                .forEach(labels ->
                        refuseUnless(
                                pods(labels).size() == 1,
                                name + ": peer that is nobody " + labels));
    }

    /** The Services are in the base. */
    private void serviceMonitor(JsonNode monitor) {
        JsonNode labels = monitor.at("/spec/selector/matchLabels");
        List<JsonNode> services =
                Rendering.BASE.objects("Service").stream()
                        .filter(one -> selects(labels, one.at("/metadata/labels")))
                        .toList();
        refuseUnless(services.size() == 1, "scrapes " + services.size() + " services");
        List<String> ports =
                services.stream()
                        .flatMap(one -> Rendering.each(one.at("/spec/ports")))
                        .map(port -> port.path("name").asText())
                        .toList();
        Rendering.each(monitor.at("/spec/endpoints"))
                .map(endpoint -> endpoint.path("port").asText())
                .forEach(port -> refuseUnless(ports.contains(port), "scrapes port " + port));
    }

    private void binding(JsonNode binding) {
        refuseUnless(
                names("ClusterRole").contains(binding.at("/roleRef/name").asText()),
                Rendering.nameOf(binding) + ": binds a role that is not there");
        Rendering.each(binding.path("subjects"))
                .map(subject -> subject.path("name").asText())
                .forEach(account ->
                        refuseUnless(
                                names("ServiceAccount").contains(account),
                                "binds no account " + account));
    }

    private List<JsonNode> pods(JsonNode labels) {
        return rendering.objects("StatefulSet").stream()
                .filter(one -> selects(labels, one.at("/spec/template/metadata/labels")))
                .toList();
    }

    private static boolean selects(JsonNode wanted, JsonNode labels) {
        return !wanted.isEmpty()
                && wanted.properties().stream()
                        .allMatch(one -> labels.path(one.getKey()).equals(one.getValue()));
    }

    private static List<String> portNames(JsonNode workload) {
        return Rendering.each(Rendering.pod(workload).path("containers"))
                .flatMap(one -> Rendering.each(one.path("ports")))
                .map(port -> port.path("name").asText())
                .toList();
    }

    private List<String> names(String kind) {
        return rendering.objects(kind).stream().map(Rendering::nameOf).toList();
    }

    private void refuseUnless(boolean right, String reason) {
        if (!right) {
            faults.add(reason);
        }
    }
}
