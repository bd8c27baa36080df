package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.ResourceReads.Scope;
import java.util.List;

/** What a request leads to: one body, or a stream of events. */
sealed interface Answer {
    /**
     * A complete answer.
     *
     * @param warnings texts of {@code Warning} headers
     */
    record Body(int status, String contentType, String text, List<String> warnings)
            implements Answer {
        static Body of(int status, ObjectNode object) {
            return new Body(status, Json.JSON, Json.write(object), List.of());
        }

        static Body of(ApiException refusal) {
            return of(refusal.code(), refusal.toStatus());
        }
    }

    /**
     * A watch.
     *
     * @param after the version that the client knows already
     * @param initial whether the present objects come first, as ADDED
     * @param markInitialEnd whether a bookmark tells where they end
     * @param timeoutSeconds when the server ends the watch
     */
    record Watching(
            Scope scope,
            long after,
            boolean initial,
            boolean markInitialEnd,
            boolean bookmarks,
            long timeoutSeconds)
            implements Answer {}
}
