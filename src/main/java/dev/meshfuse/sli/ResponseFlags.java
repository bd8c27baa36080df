package dev.meshfuse.sli;

import java.util.List;
import java.util.Set;

/** What Envoy's response flags say of who ended a request. */
public final class ResponseFlags {
    /**
     * Flags that may come with a server's own answer: none, retries that ran out on it, a delay
     * that was injected before it, and a caller who did not wait for it. Any other says that the
     * proxy answered in the server's place (Envoy, "Access logging", %RESPONSE_FLAGS%).
     */
    private static final Set<String> WITH_AN_ANSWER = Set.of("", "-", "URX", "DI", "DC");

    /** No healthy host, no cluster, no route (Envoy, the same page). */
    private static final Set<String> NOBODY = Set.of("UH", "NC", "NR");

    private ResponseFlags() {}

    /**
     * Whether a server may have answered, as far as a caller's proxy can tell.
     *
     * @param flags {@code response_flags}, joined by commas
     */
    public static boolean answered(String flags) {
        return WITH_AN_ANSWER.containsAll(List.of(flags.split(",", -1)));
    }

    /**
     * Whether a caller's proxy found no endpoint to send the request to.
     *
     * @param flags {@code response_flags}, joined by commas
     */
    public static boolean foundNobody(String flags) {
        return List.of(flags.split(",", -1)).stream().anyMatch(NOBODY::contains);
    }
}
