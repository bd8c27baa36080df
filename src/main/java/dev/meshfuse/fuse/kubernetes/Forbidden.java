package dev.meshfuse.fuse.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call that this account has no permission for, as the API server said it. An admission webhook
 * or a quota may answer 403, too; those speak of no permission.
 *
 * @param permission what it lacks
 * @param namespace where; empty for the whole cluster
 */
record Forbidden(Permission permission, String namespace) {
    /** kubernetes/apiserver {@code pkg/endpoints/handlers/responsewriters/errors.go}. */
    private static final Pattern MESSAGE =
            Pattern.compile(
                    "cannot (\\S+) resource \"([^\"]+)\" in API group \"([^\"]*)\""
                            + "(?: in the namespace \"([^\"]*)\")?");

    /** What a failure says is missing, if that is what it says. */
    static Optional<Forbidden> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answer && answer.getCode() == 403) {
                Matcher matcher = MESSAGE.matcher(String.valueOf(answer.getMessage()));
                return matcher.find()
                        ? Optional.of(
                                new Forbidden(
                                        new Permission(
                                                matcher.group(1),
                                                matcher.group(3),
                                                matcher.group(2)),
                                        matcher.group(4) == null ? "" : matcher.group(4)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** For people, with the file that would help. */
    String sentence() {
        String files = RoleFile.thatGrant(permission);
        return "this program's account may not %s%s%s"
                .formatted(
                        permission.text(),
                        namespace.isEmpty() ? "" : " in namespace " + namespace,
                        files.isEmpty() ? "" : "; " + files + " grants it");
    }
}
