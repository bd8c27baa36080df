package dev.meshfuse.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command comes with.
 *
 * @param reason why it is given, in the caller's words: 1 to 500 characters on one line
 */
public record CommandBody(String reason) {
    /** A reason of 500 characters that are all escaped, twice. */
    static final int MOST_BYTES = 8 * 1024;

    /** Characters; a sentence or some, which every event and record of it repeats. */
    static final int LONGEST_REASON = 500;

    private static final String REASON = "reason";

    /** There is one object with one text in it; a little more, to say what is wrong with it. */
    private static final int DEEPEST = 8;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /**
     * Reads a body.
     *
     * @throws jakarta.ws.rs.WebApplicationException 413 when it is too long, 400 with all that is
     *     wrong with it
     */
    static CommandBody read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Problem.of(
                    Response.Status.REQUEST_ENTITY_TOO_LARGE,
                    "the body is longer than %d bytes".formatted(MOST_BYTES));
        }
        JsonNode root = parse(text(bytes));
        List<String> faults = new ArrayList<>();
        if (!root.isObject()) {
            throw Problem.badRequest("the body must be an object such as {\"reason\": \"...\"}");
        }
        root.fieldNames()
                .forEachRemaining(field -> {
                    if (!field.equals(REASON)) {
                        faults.add(shown(field) + ": is no known field");
                    }
                });
        reasonFault(root.path(REASON)).ifPresent(fault -> faults.add(REASON + ": " + fault));
        if (!faults.isEmpty()) {
            throw Problem.badRequest(String.join("; ", faults));
        }
        return new CommandBody(root.path(REASON).textValue().strip());
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("the body is not in UTF-8");
        }
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line %d, column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr());
            throw Problem.badRequest(
                    "the body is not JSON as it is wanted here%s".formatted(where));
        }
    }

    private static Optional<String> reasonFault(JsonNode reason) {
        if (reason.isMissingNode() || reason.isNull()) {
            return Optional.of("is required");
        }
        if (!reason.isTextual()) {
            return Optional.of("must be a text");
        }
        String text = reason.textValue().strip();
        if (text.isEmpty()) {
            return Optional.of("must say why");
        }
        if (text.codePointCount(0, text.length()) > LONGEST_REASON) {
            return Optional.of("must not be longer than %d characters".formatted(LONGEST_REASON));
        }
        return text.codePoints().anyMatch(CommandBody::hides)
                ? Optional.of("must not have control characters or line breaks")
                : Optional.empty();
    }

    /** What breaks a line, or makes it look as it is not, where people or programs read it. */
    static boolean hides(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            // Letters that change the direction of those that follow (Unicode, annex 9).
            default ->
                    (character >= 0x202A && character <= 0x202E)
                            || (character >= 0x2066 && character <= 0x2069);
        };
    }

    /** A name as it was sent, but not at any length and with nothing hidden. */
    private static String shown(String field) {
        String plain =
                field.codePoints()
                        .limit(40)
                        .map(one -> hides(one) ? '?' : one)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return "'" + plain + "'";
    }
}
