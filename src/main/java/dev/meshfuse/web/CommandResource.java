package dev.meshfuse.web;

import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseCommand.Verb;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Commands;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * Tells a fuse what to do. A command is stored before it is acknowledged, and answered by the one
 * replica that acts for the fuse.
 *
 * <p>No other site can have a browser send one: a command needs a bearer token, which no browser
 * adds by itself as it does a cookie, and there are no cookies here; where nobody is asked, it
 * needs {@code Content-Type: application/json}, for which a browser first asks this server (CORS,
 * Fetch standard, section 3.2), and gets no permission. Whoever brings in cookies, or switches CORS
 * on, must bring in another defence.
 */
@Path("/api/v1/fuses/{namespace}/{name}/{command: trip|hold|reset}")
@Produces(MediaType.APPLICATION_JSON)
public class CommandResource {
    /** Longer than the producer tries, so that its own error is seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    /** Visible ASCII, as long as what programs make up. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private final Definitions.Source definitions;
    private final States states;
    private final Commands commands;
    private final Access access;
    private final CommandAudit audit;
    private final Clock clock;

    CommandResource(
            Definitions.Source definitions,
            States states,
            Commands commands,
            Access access,
            CommandAudit audit,
            Clock clock) {
        this.definitions = definitions;
        this.states = states;
        this.commands = commands;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** Takes a command. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Tells a fuse to trip, to hold, or to reset",
            description =
                    "The command is answered by exactly one event on the topic of actions, whose"
                            + " id is told here. Needs the permission to create fuses/trip,"
                            + " fuses/hold or fuses/reset of meshfuse.dev.")
    @RequestBodySchema(CommandBody.class)
    @APIResponseSchema(
            value = CommandAccepted.class,
            responseCode = "202",
            responseDescription = "It is stored, and will be answered by the event with this id")
    public Response take(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"trip", "hold", "reset"}))
                    @PathParam("command")
                    String command,
            @Parameter(
                            description =
                                    "Repeated with the same key, the same command of the same"
                                            + " caller is carried out once")
                    @HeaderParam("Idempotency-Key")
                    @Nullable String key,
            @Parameter(hidden = true) @Context HttpHeaders headers,
            InputStream body)
            throws IOException {
        access.require(Permission.command(command, namespace, name));
        ResourceId fuse = find(namespace, name);
        requireUtf8(headers.getMediaType());
        String reason = CommandBody.read(body).reason();
        audit.reason(reason);
        Verb verb = Verb.valueOf(command.toUpperCase(Locale.ROOT));
        return store(fuse, verb, key, reason);
    }

    private Response store(ResourceId fuse, Verb verb, @Nullable String key, String reason) {
        Caller caller = access.caller();
        String episode = FuseCommand.episode(unique(key, caller, verb, fuse));
        if (!isAnswered(fuse, episode)) {
            store(
                    new FuseInput.Commanded(
                            fuse,
                            episode,
                            clock.instant(),
                            new FuseCommand(verb, caller.name(), audit.from(), reason)));
        }
        return accepted(fuse, episode);
    }

    private ResourceId find(String namespace, String name) {
        return definitions.current().fuses().keySet().stream()
                .filter(fuse -> fuse.local().equals(namespace + "/" + name))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("no Fuse %s/%s".formatted(namespace, name)));
    }

    static void requireUtf8(@Nullable MediaType type) {
        String charset =
                type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
            throw Problem.of(Response.Status.UNSUPPORTED_MEDIA_TYPE, "JSON is read in UTF-8 only");
        }
    }

    /** Of a key it is the same for the same command of the same caller, on every replica. */
    private static String unique(@Nullable String key, Caller caller, Verb verb, ResourceId fuse) {
        if (key == null) {
            return UUID.randomUUID().toString();
        }
        if (!KEY.matcher(key).matches()) {
            throw Problem.badRequest(
                    "Idempotency-Key: must have 1 to 100 visible ASCII characters");
        }
        String all = String.join("\n", key, verb.name(), fuse.key(), caller.uid(), caller.name());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private boolean isAnswered(ResourceId fuse, String episode) {
        return states.fuse(fuse).history().stream()
                .anyMatch(entry -> entry.episode().equals(episode));
    }

    private void store(FuseInput.Commanded command) {
        try {
            commands.give(command)
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStored();
        } catch (ExecutionException | TimeoutException e) {
            throw notStored();
        }
    }

    /** What Kafka did not acknowledge may be stored all the same. */
    private static WebApplicationException notStored() {
        return new WebApplicationException(
                Problem.unavailable(
                        "Kafka did not acknowledge the command. It may be carried out all the same:"
                                + " look at the fuse, or ask again with the same"
                                + " Idempotency-Key."));
    }

    private static Response accepted(ResourceId fuse, String episode) {
        String path = "/api/v1/fuses/" + fuse.local();
        return Response.accepted(
                        new CommandAccepted(
                                FuseEvent.id(fuse, episode, FuseCommand.ANSWER),
                                FuseEvent.source(fuse),
                                episode,
                                path))
                .location(URI.create(path))
                .build();
    }
}
