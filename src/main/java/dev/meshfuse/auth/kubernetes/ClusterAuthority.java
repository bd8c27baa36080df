package dev.meshfuse.auth.kubernetes;

import dev.meshfuse.auth.Authority;
import dev.meshfuse.auth.AuthorityException;
import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server, asked by TokenReview and SubjectAccessReview (Kubernetes API, groups
 * authentication.k8s.io/v1 and authorization.k8s.io/v1). Our own account must be allowed to create
 * both; the role {@code system:auth-delegator} allows just that.
 */
public final class ClusterAuthority implements Authority {
    private final KubernetesClient client;
    private final List<String> audiences;

    /**
     * @param audiences for whom a token must be made; empty for those of the API server
     */
    public ClusterAuthority(KubernetesClient client, List<String> audiences) {
        this.client = client;
        this.audiences = List.copyOf(audiences);
    }

    @Override
    public Optional<Caller> authenticate(String token) {
        TokenReview question =
                new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(audiences)
                        .endSpec()
                        .build();
        TokenReviewStatus status =
                ask(
                                "who the caller is, by a TokenReview",
                                () -> client.tokenReviews().create(question))
                        .getStatus();
        return Optional.ofNullable(status)
                .filter(known -> Boolean.TRUE.equals(known.getAuthenticated()))
                .filter(this::isForUs)
                .map(TokenReviewStatus::getUser)
                .filter(user -> !orEmpty(user.getUsername()).isEmpty())
                .map(ClusterAuthority::caller);
    }

    /** An API server that knows no audiences leaves them out, and has checked none. */
    private boolean isForUs(TokenReviewStatus status) {
        return audiences.isEmpty()
                || (status.getAudiences() != null
                        && !Collections.disjoint(audiences, status.getAudiences()));
    }

    private static Caller caller(UserInfo user) {
        return new Caller(
                user.getUsername(),
                orEmpty(user.getUid()),
                Objects.requireNonNullElse(user.getGroups(), List.of()),
                Objects.requireNonNullElse(user.getExtra(), Map.of()));
    }

    @Override
    public boolean allows(Caller caller, Permission permission) {
        SubjectAccessReview question =
                new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(caller.name())
                        .withUid(caller.uid())
                        .withGroups(caller.groups())
                        .withExtra(caller.extra())
                        .withNewResourceAttributes()
                        .withVerb(permission.verb())
                        .withGroup(Permission.GROUP)
                        .withResource(permission.resource())
                        .withSubresource(permission.subresource())
                        .withNamespace(permission.namespace())
                        .withName(permission.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build();
        return Optional.ofNullable(
                        ask(
                                        "what the caller may do, by a SubjectAccessReview",
                                        () ->
                                                client.authorization()
                                                        .v1()
                                                        .subjectAccessReview()
                                                        .create(question))
                                .getStatus())
                .map(status ->
                        Boolean.TRUE.equals(status.getAllowed())
                                && !Boolean.TRUE.equals(status.getDenied()))
                .orElse(false);
    }

    private static <T> T ask(String what, Supplier<@Nullable T> question) {
        @Nullable T answer;
        try {
            answer = question.get();
        } catch (KubernetesClientException e) {
            // The text of an answer may have parts of the question, and so of a token.
            throw new AuthorityException("the API server does not tell " + what + reason(e), null);
        }
        if (answer == null) {
            throw new AuthorityException("the API server does not tell " + what, null);
        }
        return answer;
    }

    private static String reason(KubernetesClientException e) {
        return e.getCode() <= 0 ? ": it does not answer" : ": status " + e.getCode();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
