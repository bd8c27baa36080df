package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A refusal in the API server's own words. It carries the Status object that becomes the answer.
 */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient ObjectNode details;

    ApiException(int code, String reason, String message, ObjectNode details) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.details = details;
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, Json.object());
    }

    static ApiException unauthorized() {
        return new ApiException(401, "Unauthorized", "Unauthorized", Json.object());
    }

    static ApiException forbidden(ResourceType type, String name, String why) {
        String object = name.isEmpty() ? "" : " \"" + name + "\"";
        return new ApiException(
                403,
                "Forbidden",
                type.id() + object + " is forbidden: " + why,
                details(type, type.plural(), name));
    }

    static ApiException unknownPath() {
        return new ApiException(
                404, "NotFound", "the server could not find the requested resource", Json.object());
    }

    static ApiException notFound(ResourceType type, String name) {
        return new ApiException(
                404,
                "NotFound",
                type.id() + " \"" + name + "\" not found",
                details(type, type.plural(), name));
    }

    static ApiException methodNotAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                Json.object());
    }

    static ApiException alreadyExists(ResourceType type, String name) {
        return new ApiException(
                409,
                "AlreadyExists",
                type.id() + " \"" + name + "\" already exists",
                details(type, type.plural(), name));
    }

    static ApiException conflict(ResourceType type, String name, String why) {
        return new ApiException(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + type.id() + " \"" + name + "\": " + why,
                details(type, type.plural(), name));
    }

    /** The version of the object that a write was based on is not the current one. */
    static ApiException stale(ResourceType type, String name) {
        return conflict(
                type,
                name,
                "the object has been modified; please apply your changes to the latest version"
                        + " and try again");
    }

    static ApiException expired(String message) {
        return new ApiException(410, "Expired", message, Json.object());
    }

    static ApiException unsupportedMediaType(List<String> accepted) {
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: "
                        + String.join(", ", accepted),
                Json.object());
    }

    /** A well-formed patch that cannot be applied. The API server says no more than this either. */
    static ApiException patchNotApplicable() {
        return new ApiException(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request",
                Json.object());
    }

    static ApiException invalid(ResourceType type, String name, List<Violation> violations) {
        ObjectNode details = details(type, type.kind(), name);
        ArrayNode causes = details.putArray("causes");
        violations.forEach(v -> causes.add(v.toCause()));
        String all = violations.stream().map(Violation::toString).collect(Collectors.joining(", "));
        String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
        return new ApiException(
                422,
                "Invalid",
                kind
                        + " \""
                        + name
                        + "\" is invalid: "
                        + (violations.size() == 1 ? all : "[" + all + "]"),
                details);
    }

    /** An injected or internal refusal that has no words of its own. */
    static ApiException ofCode(int code, String message) {
        String reason =
                switch (code) {
                    case 400 -> "BadRequest";
                    case 401 -> "Unauthorized";
                    case 403 -> "Forbidden";
                    case 404 -> "NotFound";
                    case 409 -> "Conflict";
                    case 410 -> "Gone";
                    case 422 -> "Invalid";
                    case 429 -> "TooManyRequests";
                    case 503 -> "ServiceUnavailable";
                    case 504 -> "Timeout";
                    default -> code >= 500 ? "InternalError" : "Unknown";
                };
        return new ApiException(code, reason, message, Json.object());
    }

    /** The same, from a server that says when to come again. */
    static ApiException ofCode(int code, String message, Duration retryAfter) {
        ApiException plain = ofCode(code, message);
        return retryAfter.isZero()
                ? plain
                : new ApiException(
                        code,
                        plain.reason,
                        message,
                        Json.object().put("retryAfterSeconds", retryAfter.toSeconds()));
    }

    int code() {
        return code;
    }

    ObjectNode toStatus() {
        ObjectNode status =
                Json.object()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .set("metadata", Json.object());
        status.put("status", "Failure").put("message", getMessage());
        status.put("reason", reason);
        if (!details.isEmpty()) {
            status.set("details", details.deepCopy());
        }
        return status.put("code", code);
    }

    private static ObjectNode details(ResourceType type, String kind, String name) {
        ObjectNode details = Json.object();
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        return details.put("kind", kind);
    }
}
