package dev.meshfuse.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.Fingerprint;
import dev.meshfuse.alert.Named;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One alert of a message, as it stands there. */
record JsonAlert(
        Alert.Status status,
        Map<String, String> labels,
        Instant startsAt,
        @Nullable Instant endsAt,
        String summary,
        String generatorUrl) {
    /** Prometheus' own limit is none; alerts of the usual tools have ten to thirty. */
    static final int MOST_LABELS = 100;

    /** All names and values together. */
    static final int LONGEST_LABELS = 16 * 1024;

    /** Characters of what is only shown; the rest is cut off. */
    static final int LONGEST_SHOWN = 1_000;

    /** Go's zero time stands for none (alertmanager {@code alert/alert.go}). */
    private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    /** Something that cannot be an alert, and why. */
    static final class NoAlertException extends Exception {
        private static final long serialVersionUID = 1;

        NoAlertException(String reason) {
            super(reason);
        }
    }

    /** Reads an alert. */
    static JsonAlert read(JsonNode tree) throws NoAlertException {
        if (!tree.isObject()) {
            throw new NoAlertException("is no object");
        }
        Instant startsAt = time(tree.path("startsAt"));
        if (startsAt == null) {
            throw new NoAlertException("startsAt must be a time such as 2026-03-01T10:00:00Z");
        }
        JsonNode annotations = tree.path("annotations");
        String summary = shown(annotations.path("summary"));
        return new JsonAlert(
                status(tree.path("status").asText("")),
                labels(tree.path("labels")),
                startsAt,
                time(tree.path("endsAt")),
                summary.isEmpty() ? shown(annotations.path("description")) : summary,
                shown(tree.path("generatorURL")));
    }

    /** As it is kept. */
    Alert kept(
            String receiver,
            long truncated,
            Instant now,
            Function<Map<String, String>, Named> named) {
        return new Alert(
                Fingerprint.of(labels),
                status,
                startsAt,
                status == Alert.Status.FIRING ? null : endsAt,
                labels,
                summary,
                generatorUrl,
                receiver,
                truncated,
                now,
                named.apply(labels));
    }

    /** A receiver's name is sent as a regular expression that matches it only. */
    static String unquoted(String receiver) {
        return limited(receiver.replaceAll("\\\\(\\W)", "$1"));
    }

    private static Alert.Status status(String text) throws NoAlertException {
        return switch (text) {
            case "firing" -> Alert.Status.FIRING;
            case "resolved" -> Alert.Status.RESOLVED;
            default -> throw new NoAlertException("status must be firing or resolved");
        };
    }

    private static Map<String, String> labels(JsonNode tree) throws NoAlertException {
        Map<String, String> labels = new LinkedHashMap<>();
        int length = 0;
        for (Map.Entry<String, JsonNode> label : tree.properties()) {
            if (!label.getValue().isTextual()) {
                throw new NoAlertException("labels must be texts");
            }
            String value = label.getValue().textValue();
            length += label.getKey().length() + value.length();
            if (!value.isEmpty()) { // the same as none: Prometheus, "Data model"
                labels.put(label.getKey(), value);
            }
            if (labels.size() > MOST_LABELS || length > LONGEST_LABELS) {
                throw new NoAlertException(
                        "has more than %d labels, or more than %d characters in them"
                                .formatted(MOST_LABELS, LONGEST_LABELS));
            }
        }
        if (labels.isEmpty()) {
            throw new NoAlertException("needs labels");
        }
        return labels;
    }

    /** RFC 3339; null where there is none. */
    private static @Nullable Instant time(JsonNode node) {
        try {
            Instant time = OffsetDateTime.parse(node.asText("")).toInstant();
            return time.equals(ZERO) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String shown(JsonNode text) {
        return text.isTextual() ? limited(text.textValue()) : "";
    }

    private static String limited(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN));
    }
}
