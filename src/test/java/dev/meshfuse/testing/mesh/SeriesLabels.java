package dev.meshfuse.testing.mesh;

/**
 * The labels of one of Istio's series.
 *
 * @param service the short name of the called service
 * @param namespace the namespace of the called service
 */
record SeriesLabels(
        Reporter reporter,
        Peer source,
        Peer destination,
        String service,
        String namespace,
        Protocol protocol,
        Ending ending) {
    /**
     * Without braces, in the order of Istio's C++ filter: 25 labels, or 23 for TCP, which has no
     * response code and no gRPC status.
     */
    String text() {
        StringBuilder text = new StringBuilder(1000);
        text.append("reporter=\"").append(reporter.label()).append('"');
        source(text);
        destination(text);
        label(text, "request_protocol", protocol.label());
        if (protocol != Protocol.TCP) {
            label(text, "response_code", Integer.toString(ending.code()));
            label(text, "grpc_response_status", ending.grpcStatus());
        }
        label(text, "response_flags", ending.flags());
        label(text, "connection_security_policy", reporter.securityPolicy());
        return text.toString();
    }

    private void source(StringBuilder text) {
        label(text, "source_workload", source.workload());
        label(text, "source_canonical_service", source.canonicalService());
        label(text, "source_canonical_revision", source.canonicalRevision());
        label(text, "source_workload_namespace", source.namespace());
        label(text, "source_principal", source.principal());
        label(text, "source_app", source.app());
        label(text, "source_version", source.version());
        label(text, "source_cluster", source.cluster());
    }

    private void destination(StringBuilder text) {
        label(text, "destination_workload", destination.workload());
        label(text, "destination_workload_namespace", destination.namespace());
        label(text, "destination_principal", destination.principal());
        label(text, "destination_app", destination.app());
        label(text, "destination_version", destination.version());
        label(text, "destination_service", service + "." + namespace + ".svc.cluster.local");
        label(text, "destination_canonical_service", destination.canonicalService());
        label(text, "destination_canonical_revision", destination.canonicalRevision());
        label(text, "destination_service_name", service);
        label(text, "destination_service_namespace", namespace);
        label(text, "destination_cluster", destination.cluster());
    }

    private static void label(StringBuilder text, String name, String value) {
        text.append(',').append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}
