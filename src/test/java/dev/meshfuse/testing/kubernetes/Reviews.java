package dev.meshfuse.testing.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.testing.kubernetes.Access.Action;
import dev.meshfuse.testing.kubernetes.Access.User;
import java.util.List;
import java.util.Optional;

/** The questions other services ask: whose token is this, may this user do that. */
final class Reviews {
    /** What the API server tells of a token itself (KEP-4193). */
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";

    private final Access access;

    Reviews(Access access) {
        this.access = access;
    }

    /** The answer to a posted review; empty when the path is not one of a review. */
    Optional<ObjectNode> answer(Request request, User user) {
        return switch (request.path()) {
            case "/apis/authentication.k8s.io/v1/tokenreviews" -> Optional.of(token(request));
            case "/apis/authorization.k8s.io/v1/subjectaccessreviews" ->
                    Optional.of(subject(request));
            case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" ->
                    Optional.of(access(posted(request), user));
            default -> Optional.empty();
        };
    }

    /**
     * What one must be allowed to do to have a request answered. Everybody may ask what they
     * themselves may do, by the role {@code system:basic-user}.
     */
    static Optional<Action> permission(Request request) {
        return switch (request.path()) {
            case "/apis/authentication.k8s.io/v1/tokenreviews" ->
                    Optional.of(
                            new Action("create", "authentication.k8s.io", "tokenreviews", "", ""));
            case "/apis/authorization.k8s.io/v1/subjectaccessreviews" ->
                    Optional.of(
                            new Action(
                                    "create",
                                    "authorization.k8s.io",
                                    "subjectaccessreviews",
                                    "",
                                    ""));
            default -> Optional.empty();
        };
    }

    private static ObjectNode posted(Request request) {
        if (!request.method().equals("POST")) {
            throw ApiException.methodNotAllowed();
        }
        ObjectNode review = Json.parseObject(request.body(), request.contentType());
        Json.child(review, "metadata");
        return review;
    }

    private ObjectNode token(Request request) {
        ObjectNode review = posted(request);
        String token = Json.text(review, "spec", "token");
        List<String> wanted = Json.texts(review.path("spec").path("audiences"));
        List<String> audiences = wanted.isEmpty() ? List.of(Access.OWN_AUDIENCE) : wanted;
        boolean isMeant = audiences.contains(access.audienceOf(token));
        Optional<User> owner = access.ofToken(token).filter(user -> isMeant);
        ObjectNode status = review.putObject("status");
        status.put("authenticated", owner.isPresent());
        ObjectNode user = status.putObject("user");
        if (owner.isEmpty()) {
            status.put("error", "invalid bearer token");
            return review;
        }
        user.put("username", owner.get().name());
        user.put("uid", "uid-of-" + owner.get().name());
        owner.get().groups().forEach(user.putArray("groups")::add);
        user.putObject("extra").putArray(CREDENTIAL).add("id-of-" + owner.get().name());
        status.putArray("audiences").add(access.audienceOf(token));
        return review;
    }

    private ObjectNode subject(Request request) {
        ObjectNode review = posted(request);
        JsonNode spec = review.path("spec");
        String name = Json.text(spec, "user");
        if (name.isEmpty() && spec.path("groups").isEmpty()) {
            throw ApiException.ofCode(
                    422,
                    "SubjectAccessReview.authorization.k8s.io \"\" is invalid: spec.user: Invalid"
                            + " value: \"\": at least one of user or group must be specified");
        }
        return access(review, new User(name, Json.texts(spec.path("groups"))));
    }

    private ObjectNode access(ObjectNode review, User user) {
        JsonNode resource = Json.at(review, "spec", "resourceAttributes");
        JsonNode other = Json.at(review, "spec", "nonResourceAttributes");
        if (resource.isObject() == other.isObject()) {
            throw ApiException.ofCode(
                    422,
                    "spec.resourceAttributes: Invalid value: exactly one of nonResourceAttributes"
                            + " or resourceAttributes must be specified");
        }
        Action action = resource.isObject() ? action(resource) : pathAction(other);
        review.putObject("status").put("allowed", access.allows(user, action));
        return review;
    }

    private static Action action(JsonNode wanted) {
        String subresource = Json.text(wanted, "subresource");
        String resource = Json.text(wanted, "resource");
        return new Action(
                Json.text(wanted, "verb"),
                Json.text(wanted, "group"),
                subresource.isEmpty() ? resource : resource + "/" + subresource,
                Json.text(wanted, "namespace"),
                Json.text(wanted, "name"));
    }

    private static Action pathAction(JsonNode wanted) {
        return new Action(Json.text(wanted, "verb"), "", Json.text(wanted, "path"), "", "");
    }
}
