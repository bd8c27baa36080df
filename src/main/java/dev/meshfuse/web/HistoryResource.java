package dev.meshfuse.web;

import dev.meshfuse.auth.Permission;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Slo;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * What the number of an objective is made of. Only the replica that counts for the service knows;
 * any other asks that one.
 */
@Path("/api/v1/slos/{namespace}/{name}/history")
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
    private static final Duration USUAL = Duration.ofHours(1);

    private final Definitions.Source definitions;
    private final Histories histories;
    private final Replicas replicas;
    private final Access access;

    HistoryResource(
            Definitions.Source definitions, Histories histories, Replicas replicas, Access access) {
        this.definitions = definitions;
        this.histories = histories;
        this.replicas = replicas;
        this.access = access;
    }

    /** What was counted, slot by slot, oldest first, and of which requests that is made. */
    @GET
    @Blocking
    @APIResponseSchema(HistoryView.class)
    public Uni<Response> get(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("window") @Nullable String window,
            @Parameter(hidden = true) @HeaderParam(Replicas.FORWARDED) @Nullable String forwarded,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION)
                    @Nullable String authorization) {
        access.require(Permission.get(Permission.OBJECTIVES, namespace, name));
        Slo slo = find(namespace, name);
        Duration length = length(slo, window);
        return Uni.createFrom()
                .item(() -> histories.find(slo, length))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()) // it reads from disk
                .chain(found ->
                        switch (found) {
                            case Histories.Here here ->
                                    answer(HistoryView.of(slo, length, here.history()));
                            case Histories.Elsewhere owner ->
                                    forwarded == null
                                            ? ask(owner, slo, length, authorization)
                                            : refuse(
                                                    "The counts of %s are on their way to another replica."
                                                            .formatted(slo.service().local()));
                            case Histories.Unknown unknown -> refuse(unknown.reason());
                        });
    }

    private Slo find(String namespace, String name) {
        return definitions.current().slos().values().stream()
                .filter(slo -> slo.id().local().equals(namespace + "/" + name))
                .findFirst()
                .orElseThrow(() ->
                        Problem.notFound(
                                "no ServiceLevelObjective %s/%s".formatted(namespace, name)));
    }

    private static Duration length(Slo slo, @Nullable String window) {
        if (window == null) {
            return slo.window().compareTo(USUAL) < 0 ? slo.window() : USUAL;
        }
        Duration length;
        try {
            length = Durations.parseSlots(window);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("window: " + e.getMessage());
        }
        if (length.compareTo(slo.window()) > 0) {
            throw Problem.badRequest(
                    "window: '%s' must not be longer than the window of the objective, %s"
                            .formatted(window, Durations.format(slo.window())));
        }
        return length;
    }

    private static Uni<Response> answer(HistoryView view) {
        return Uni.createFrom().item(() -> Response.ok(view).build());
    }

    private static Uni<Response> refuse(String reason) {
        return Uni.createFrom().item(() -> Problem.unavailable(reason));
    }

    private Uni<Response> ask(
            Histories.Elsewhere owner, Slo slo, Duration length, @Nullable String authorization) {
        String path =
                "/api/v1/slos/%s/%s/history?window=%s"
                        .formatted(
                                encoded(slo.id().namespace()),
                                encoded(slo.id().name()),
                                Durations.format(length));
        return replicas.ask(owner.host(), owner.port(), path, Optional.ofNullable(authorization))
                .map(reply -> response(reply, slo));
    }

    private static Response response(Replicas.Reply reply, Slo slo) {
        return switch (reply) {
            case Replicas.Answer answer -> {
                Response.ResponseBuilder response =
                        Response.status(answer.status())
                                .type(answer.mediaType())
                                .entity(answer.body());
                answer.retryAfter().ifPresent(at -> response.header(HttpHeaders.RETRY_AFTER, at));
                yield response.build();
            }
            case Replicas.Silent silent ->
                    Problem.unavailable(
                            "The replica that counts for %s does not answer: %s"
                                    .formatted(slo.service().local(), silent.reason()));
            case Replicas.Garbled garbled ->
                    Problem.response(
                            Response.Status.BAD_GATEWAY,
                            "At the address of the replica that counts for %s something else answers: %s"
                                    .formatted(slo.service().local(), garbled.reason()));
        };
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
