package dev.meshfuse.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.Named;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A message of Alertmanager's webhook, version 4. Fields that are not known are passed over. It is
 * read piece by piece, so what it takes is one alert and what is kept of the others.
 *
 * @param receiver name of Alertmanager's receiver
 * @param truncated how many alerts were cut off from it
 * @param alerts those that can be alerts
 * @param malformed how many cannot
 * @param faults what is wrong with the first of these
 */
record WebhookBody(
        String receiver, long truncated, List<Alert> alerts, int malformed, List<String> faults) {
    /** Ten thousand alerts, each a little longer than usual. */
    static final int MOST_BYTES = 16 * 1024 * 1024;

    /** Alertmanager sends all alerts of a group at once. */
    static final int MOST_ALERTS = 10_000;

    /** So many faults are told; more only repeat them. */
    static final int MOST_FAULTS = 10;

    /** An alert's labels are three levels down; a little more, for what newer versions add. */
    private static final int DEEPEST = 20;

    private static final int LONGEST_TEXT = 64 * 1024;

    private static final String VERSION = "4";

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxStringLength(LONGEST_TEXT)
                                                    .maxNameLength(LONGEST_TEXT)
                                                    .maxNumberLength(100)
                                                    .build())
                                    // Names are labels of others: not to be kept for ever.
                                    .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
                                    .build())
                    .build();

    /** What there is of a message until it is read to its end. */
    private static final class Message {
        private String version = "";
        private String receiver = "";
        private long truncated;
        private boolean hasAlerts;
        private final List<JsonAlert> alerts = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        private int malformed;
    }

    /**
     * Reads a message.
     *
     * @param named tells from labels what an alert is about
     * @throws jakarta.ws.rs.WebApplicationException 413 when it is too long, 408 when it takes too
     *     long, 400 when it is no message of the webhook
     */
    static WebhookBody read(
            InputStream body, Function<Map<String, String>, Named> named, Instant now) {
        Message message = new Message();
        try (JsonParser parser =
                MAPPER.createParser(
                        new InputStreamReader(
                                new BoundedBody(body, MOST_BYTES, System::nanoTime),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            read(parser, message);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON as it is wanted here" + where(e));
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("the body is not in UTF-8");
        } catch (BoundedBody.TooLongException e) {
            throw Problem.of(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE,
                    ("the body is longer than %d bytes; max_alerts of Alertmanager's webhook_configs"
                                    + " bounds it")
                            .formatted(MOST_BYTES));
        } catch (BoundedBody.TooSlowException e) {
            throw Problem.of(
                    Response.Status.REQUEST_TIMEOUT,
                    "the body took longer than %d s".formatted(BoundedBody.PATIENCE.toSeconds()));
        } catch (IOException e) { // it stopped coming, or whoever sent it has gone
            throw Problem.of(Response.Status.REQUEST_TIMEOUT, "the body did not come to its end");
        }
        return new WebhookBody(
                message.receiver,
                message.truncated,
                message.alerts.stream()
                        .map(alert -> alert.kept(message.receiver, message.truncated, now, named))
                        .toList(),
                message.malformed,
                List.copyOf(message.faults));
    }

    private static void read(JsonParser parser, Message message) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.badRequest("the body is no JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "version" -> message.version = parser.getValueAsString("");
                case "receiver" ->
                        message.receiver = JsonAlert.unquoted(parser.getValueAsString(""));
                case "truncatedAlerts" -> message.truncated = Math.max(0, parser.getValueAsLong(0));
                case "alerts" -> alerts(parser, message);
                default -> {}
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw Problem.badRequest("the body goes on after its end");
        }
        if (!message.version.equals(VERSION)) {
            throw Problem.badRequest(
                    message.version.isEmpty()
                            ? "the body has no version: it is no message of Alertmanager's webhook, or"
                                    + " its receiver has a payload of its own"
                            : "the body is of another version than 4, the one that is known");
        }
        if (!message.hasAlerts) {
            throw Problem.badRequest("the body needs 'alerts', a list");
        }
    }

    private static void alerts(JsonParser parser, Message message) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return; // told at the end
        }
        message.hasAlerts = true;
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i >= MOST_ALERTS) {
                throw Problem.of(
                        Response.Status.REQUEST_ENTITY_TOO_LARGE,
                        ("the body has more than %d alerts; max_alerts of Alertmanager's"
                                        + " webhook_configs bounds it")
                                .formatted(MOST_ALERTS));
            }
            JsonNode tree = MAPPER.readTree(parser);
            try {
                message.alerts.add(JsonAlert.read(tree));
            } catch (JsonAlert.NoAlertException e) {
                message.malformed++;
                if (message.faults.size() < MOST_FAULTS) {
                    message.faults.add("alerts[%d]: %s".formatted(i, e.getMessage()));
                }
            }
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line %d, column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
}
