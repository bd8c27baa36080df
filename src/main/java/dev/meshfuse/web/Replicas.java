package dev.meshfuse.web;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Asks another replica for what only that one has. */
public interface Replicas {
    /**
     * Marks a question that was passed on already: whoever gets it answers or refuses, and passes
     * nothing on. So no question runs in circles while replicas disagree about who has what.
     */
    String FORWARDED = "Meshfuse-Forwarded";

    /** What came of it. */
    sealed interface Reply {}

    /**
     * An answer, whether it is what was asked for or a problem.
     *
     * @param status HTTP status
     * @param mediaType what the body is
     * @param retryAfter when the other replica says to ask again
     */
    record Answer(int status, String mediaType, Optional<String> retryAfter, String body)
            implements Reply {}

    /** No answer; why, in words. */
    record Silent(String reason) implements Reply {}

    /** What came cannot be an answer of a replica; why, in words. */
    record Garbled(String reason) implements Reply {}

    /**
     * Asks; never fails.
     *
     * @param path path and query
     * @param authorization the caller's, passed on as it is
     */
    Uni<Reply> ask(String host, int port, String path, Optional<String> authorization);
}
