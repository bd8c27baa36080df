package dev.meshfuse.testing.mesh;

/** The end of a request whose proxy reports it: the {@code reporter} label. */
public enum Reporter {
    SOURCE("source", "unknown"),
    DESTINATION("destination", "mutual_tls");

    private final String label;
    private final String securityPolicy;

    Reporter(String label, String securityPolicy) {
        this.label = label;
        this.securityPolicy = securityPolicy;
    }

    /** The label's value. */
    public String label() {
        return label;
    }

    /** What this end prints as {@code connection_security_policy}: the caller's end never knows. */
    String securityPolicy() {
        return securityPolicy;
    }
}
