package dev.meshfuse.testing.mesh;

/**
 * How a request ended at one end.
 *
 * @param code 0 when no response was begun
 * @param grpcStatus empty when no status arrived, and always for HTTP
 * @param flags Envoy's response flags, {@code -} for none
 */
record Ending(int code, String grpcStatus, String flags) {
    static final String NO_FLAGS = "-";

    /** An opened TCP connection, which has flags only. */
    static final Ending CONNECTED = new Ending(0, "", NO_FLAGS);

    static Ending answered(Protocol protocol, int code) {
        return new Ending(code, protocol == Protocol.GRPC ? "0" : "", NO_FLAGS);
    }

    /**
     * The caller's proxy answers in the server's place. To a gRPC caller that is 200 with the
     * status Envoy maps the code to: 503 and 504 are both UNAVAILABLE (14).
     */
    static Ending local(Protocol protocol, int code, String flags) {
        return protocol == Protocol.GRPC
                ? new Ending(200, "14", flags)
                : new Ending(code, "", flags);
    }

    static Ending hungUp() {
        return new Ending(0, "", "DC");
    }

    /** Whether a user would call it a failure; a caller who hung up is none. */
    boolean failed() {
        return code >= 500 || !(grpcStatus.isEmpty() || grpcStatus.equals("0"));
    }
}
