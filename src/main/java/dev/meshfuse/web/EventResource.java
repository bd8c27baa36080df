package dev.meshfuse.web;

import dev.meshfuse.auth.Permission;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** States as they come. */
@Path("/api/v1/events")
public class EventResource {
    /** Kubernetes, "Object Names and IDs": RFC 1123 label names. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final LiveStates live;
    private final Access access;

    EventResource(LiveStates live, Access access) {
        this.live = live;
        this.access = access;
    }

    /**
     * The state of every objective and fuse, then each that changes: events {@code slo} and {@code
     * fuse} with the data that the lists have, and {@code gone}. A comment is a sign of life. Who
     * was cut off asks again and gets everything anew. Only what the caller may list is told, as
     * long as they may.
     */
    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The state of every objective and fuse, then each that changes",
            description =
                    "Events slo and fuse have the data of GET /api/v1/slos and /api/v1/fuses, one"
                            + " each; gone names what is not defined any more. An id is the same"
                            + " for the same state on every replica.")
    public Multi<OutboundSseEvent> listen(
            @QueryParam("namespace") @Nullable String namespace, @Context Sse sse) {
        if (namespace != null && !NAMESPACE.matcher(namespace).matches()) {
            throw Problem.badRequest("namespace: '" + namespace + "' is no name of a namespace");
        }
        LiveStream stream =
                live.listen(Optional.ofNullable(namespace), seen())
                        .orElseThrow(() ->
                                new WebApplicationException(
                                        Problem.unavailable(
                                                "%d listen already, as many as may"
                                                        .formatted(LiveStates.MOST_LISTENERS))));
        return Multi.createFrom().publisher(stream).map(event -> toSse(sse, event));
    }

    private Predicate<LiveChange.Key> seen() {
        Predicate<String> objectives = access.namespaces(Permission.OBJECTIVES);
        Predicate<String> fuses = access.namespaces(Permission.FUSES);
        return key ->
                (key.kind().equals(LiveChange.FUSE) ? fuses : objectives)
                        .test(key.id().namespace());
    }

    private static OutboundSseEvent toSse(Sse sse, LiveEvent event) {
        return event.isSignOfLife()
                ? sse.newEventBuilder().comment("alive").build()
                : sse.newEventBuilder()
                        .name(event.name())
                        .id(event.id())
                        .data(String.class, event.data())
                        .build();
    }
}
