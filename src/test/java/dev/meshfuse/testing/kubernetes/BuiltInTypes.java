package dev.meshfuse.testing.kubernetes;

import dev.meshfuse.testing.kubernetes.ResourceType.ApiVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The kinds that are served without a custom resource definition. None of them has a schema: any
 * field is accepted.
 */
final class BuiltInTypes {
    private static final String NONE = "";

    /**
     * Group, versions, plural, kind, short names, traits: n namespaced, s status subresource, g
     * generation, c custom.
     */
    private static final String[][] TABLE = {
        {NONE, "v1", "namespaces", "Namespace", "ns", "s"},
        {NONE, "v1", "nodes", "Node", "no", "s"},
        {NONE, "v1", "pods", "Pod", "po", "nsg"},
        {NONE, "v1", "services", "Service", "svc", "ns"},
        {NONE, "v1", "events", "Event", "ev", "n"},
        {NONE, "v1", "configmaps", "ConfigMap", "cm", "n"},
        {NONE, "v1", "secrets", "Secret", NONE, "n"},
        {NONE, "v1", "endpoints", "Endpoints", "ep", "n"},
        {NONE, "v1", "serviceaccounts", "ServiceAccount", "sa", "n"},
        {NONE, "v1", "persistentvolumeclaims", "PersistentVolumeClaim", "pvc", "ns"},
        {"apps", "v1", "deployments", "Deployment", "deploy", "nsg"},
        {"apps", "v1", "replicasets", "ReplicaSet", "rs", "nsg"},
        {"apps", "v1", "statefulsets", "StatefulSet", "sts", "nsg"},
        {"apps", "v1", "daemonsets", "DaemonSet", "ds", "nsg"},
        {"events.k8s.io", "v1", "events", "Event", "ev", "n"},
        {"discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", NONE, "ng"},
        {"coordination.k8s.io", "v1", "leases", "Lease", NONE, "n"},
        {"policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", "pdb", "nsg"},
        {"networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", "netpol", "ng"},
        {"networking.k8s.io", "v1", "ingresses", "Ingress", "ing", "nsg"},
        {"rbac.authorization.k8s.io", "v1", "roles", "Role", NONE, "n"},
        {"rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", NONE, "n"},
        {"rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", NONE, ""},
        {"rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", NONE, ""},
        {
            "apiextensions.k8s.io",
            "v1",
            "customresourcedefinitions",
            "CustomResourceDefinition",
            "crd,crds",
            "sg"
        },
        {
            "networking.istio.io",
            "v1,v1beta1,v1alpha3",
            "virtualservices",
            "VirtualService",
            "vs",
            "nsgc"
        },
        {
            "networking.istio.io",
            "v1,v1beta1,v1alpha3",
            "destinationrules",
            "DestinationRule",
            "dr",
            "nsgc"
        },
        {"networking.istio.io", "v1,v1beta1,v1alpha3", "gateways", "Gateway", "gw", "nsgc"},
        {
            "networking.istio.io",
            "v1,v1beta1,v1alpha3",
            "serviceentries",
            "ServiceEntry",
            "se",
            "nsgc"
        },
        {"gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", NONE, "nsgc"},
        {"gateway.networking.k8s.io", "v1", "grpcroutes", "GRPCRoute", NONE, "nsgc"},
        {"argoproj.io", "v1alpha1", "rollouts", "Rollout", "ro", "nsgc"},
        {"flagger.app", "v1beta1", "canaries", "Canary", NONE, "nsgc"},
    };

    private BuiltInTypes() {}

    static List<ResourceType> all() {
        List<ResourceType> types = new ArrayList<>();
        for (String[] row : TABLE) {
            types.add(type(row));
        }
        return types;
    }

    private static ResourceType type(String[] row) {
        String traits = row[5];
        List<ApiVersion> versions =
                split(row[1]).stream()
                        .map(v -> new ApiVersion(v, traits.contains("s"), null, selectable(row)))
                        .toList();
        return new ResourceType(
                row[0],
                row[2],
                row[3].toLowerCase(Locale.ROOT),
                row[3],
                split(row[4]),
                traits.contains("n"),
                traits.contains("c"),
                traits.contains("g"),
                versions);
    }

    private static List<String> split(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    private static List<String> selectable(String[] row) {
        return switch (row[2]) {
            case "pods" ->
                    List.of(
                            "spec.nodeName",
                            "spec.restartPolicy",
                            "spec.schedulerName",
                            "spec.serviceAccountName",
                            "spec.hostNetwork",
                            "status.phase",
                            "status.podIP",
                            "status.nominatedNodeName");
            case "events" ->
                    List.of(
                            "involvedObject.kind",
                            "involvedObject.namespace",
                            "involvedObject.name",
                            "involvedObject.uid",
                            "involvedObject.apiVersion",
                            "involvedObject.resourceVersion",
                            "involvedObject.fieldPath",
                            "regarding.kind",
                            "regarding.namespace",
                            "regarding.name",
                            "reason",
                            "reportingComponent",
                            "reportingController",
                            "source",
                            "type");
            case "namespaces" -> List.of("status.phase");
            case "nodes" -> List.of("spec.unschedulable");
            case "services" -> List.of("spec.clusterIP", "spec.type");
            case "secrets" -> List.of("type");
            case "replicasets" -> List.of("status.replicas");
            default -> List.of();
        };
    }
}
