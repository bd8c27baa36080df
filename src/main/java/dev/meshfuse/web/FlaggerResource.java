package dev.meshfuse.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.fuse.GateDecision.Gate;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.logging.Logger;

/**
 * Flagger's webhooks: whether a Canary may go on, and whether it is to be rolled back. A status up
 * to 202 is yes to Flagger and any other is no, whatever the reason (fluxcd/flagger {@code
 * pkg/controller/webhook.go}). So every error halts what is asked for: the canary stays where it
 * is, and is not rolled back.
 */
@OwnCredential
@Path("/api/v1/flagger/{gate}")
@Produces(MediaType.APPLICATION_JSON)
public class FlaggerResource {
    private static final Logger LOG = Logger.getLogger(FlaggerResource.class);

    /** Flagger's own fields are some hundred bytes; the metadata is the user's. */
    static final int LONGEST_BODY = 64 * 1024;

    private final GateToken token;
    private final FlaggerGate gates;
    private final ObjectMapper mapper;

    FlaggerResource(GateToken token, FlaggerGate gates, ObjectMapper mapper) {
        this.token = token;
        this.gates = gates;
        this.mapper = mapper;
    }

    /** Answers a gate; its kind is the payload's {@code type}, else {@code metadata.gate}. */
    @POST
    public Response ask(@PathParam("gate") String given, InputStream body) throws IOException {
        return switch (token.match(given)) {
            case SAME -> answer(body.readNBytes(LONGEST_BODY + 1));
            // Whoever guesses learns nothing, not even whether there are gates.
            case OTHER, NO_GATES -> throw Problem.notFound("no such gate");
            case UNREADABLE ->
                    Problem.unavailable("the secret of the gates cannot be read; see the log");
        };
    }

    private Response answer(byte[] body) {
        if (body.length > LONGEST_BODY) {
            return Problem.response(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE,
                    "the body has more than %d bytes".formatted(LONGEST_BODY));
        }
        JsonNode call = read(body);
        String namespace = text(call, "namespace");
        String name = text(call, "name");
        Gate gate = gate(call);
        try {
            FlaggerGate.Answer answer =
                    gates.ask(gate, namespace, name, call.path("phase").asText());
            LOG.debugf(
                    "canary=%s/%s gate=%s yes=%s reason=\"%s\"",
                    namespace, name, answer.gate(), answer.yes(), answer.reason());
            return Response.status(answer.yes() ? Response.Status.OK : Response.Status.FORBIDDEN)
                    .entity(answer)
                    .build();
        } catch (FlaggerGate.NotNowException e) {
            LOG.warnf(
                    "canary=%s/%s gate=%s reason=\"%s\" not answered",
                    namespace, name, gate.word(), e.getMessage());
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode read(byte[] body) {
        try {
            JsonNode tree = mapper.readTree(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage());
        }
        throw Problem.badRequest("the body is no JSON object");
    }

    private static String text(JsonNode call, String field) {
        String value = call.path(field).isTextual() ? call.path(field).asText() : "";
        if (value.isEmpty()) {
            throw Problem.badRequest("the body needs '%s', a text".formatted(field));
        }
        return value;
    }

    /** Not guessed: the yes of one gate is the opposite of another's. */
    private static Gate gate(JsonNode call) {
        String type = call.path("type").asText("");
        String written = call.at("/metadata/gate").asText("");
        if (!type.isEmpty() && !written.isEmpty() && !type.equals(written)) {
            throw Problem.badRequest(
                    "the webhook is of type '%s', but its metadata.gate is '%s'"
                            .formatted(type, written));
        }
        String word = type.isEmpty() ? written : type;
        return Gate.of(word)
                .orElseThrow(() ->
                        Problem.badRequest(
                                "the webhook needs metadata.gate with its own type: confirm-rollout,"
                                        + " confirm-traffic-increase, confirm-promotion or rollback;"
                                        + " it is '%s'".formatted(word)));
    }
}
