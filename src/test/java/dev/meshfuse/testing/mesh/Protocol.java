package dev.meshfuse.testing.mesh;

/** What a service speaks: the {@code request_protocol} label. */
public enum Protocol {
    HTTP("http"),
    GRPC("grpc"),
    TCP("tcp");

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /** The label's value. */
    public String label() {
        return label;
    }
}
